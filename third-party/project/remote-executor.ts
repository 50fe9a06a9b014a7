import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  checkWorkerName,
  TierkreisError,
  type Executor,
  type Json,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
  type Workspace,
} from "@tierkreis/core";
import { z } from "zod";
import { MachineClient, type JobState } from "./machine-client.ts";

/** Milliseconds between two looks at a job's log. */
const LOOK_MS = 200;

/** Where a job is found again, and what of the log file is not the job's. */
const handleSchema = z.object({ job: z.uuid(), logStart: z.int().min(0) });
type Handle = z.infer<typeof handleSchema>;

/** Runs tasks on another machine, which shares no files with this one. */
export class RemoteExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "remote";
  readonly capabilities = { local: false };
  readonly #machine: MachineClient;

  /** @param url The machine's address, and a site on it. */
  constructor(url: string) {
    this.#machine = new MachineClient(url);
  }

  async check({ worker, task, inputs, outputs, location }: TaskSite): Promise<void> {
    checkWorkerName(worker);
    const missing = await this.#machine.missing(worker);
    if (missing !== undefined) {
      const code = missing.isThere ? "TKR_WORKER_INVALID" : "TKR_WORKER_UNKNOWN";
      throw new TierkreisError(code, `[remote] ${worker}: ${missing.reason}`, { worker, location });
    }
    const port = [...inputs, ...outputs].find((name) => name !== "*" && !/^[A-Za-z_]\w*$/.test(name));
    if (port === undefined) return;
    throw new TierkreisError("TKR_PORT_NAME", `[remote] ${port} is no part of a variable's name.`, {
      ...{ worker, task, port, location },
    });
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    await this.check({ ...call, location: context.location });
    const workspace = await context.workspace();
    if (context.signal.aborted)
      return { status: "error", error: new Error("It was cancelled before it began.") };
    const handle: Handle = { job: randomUUID(), logStart: await sizeOf(workspace.log) };
    await context.saveHandle(handle);
    const { worker, task, inputs, outputs } = call;
    const order = { run: context.run, worker, task, inputs, outputs };
    await this.#machine.start(handle.job, order, workspace.inputs);
    return this.#follow(handle, workspace, context.signal);
  }

  async reattach(saved: Json, _call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const handle = handleSchema.safeParse(saved);
    if (!handle.success) {
      const message = `[remote] ${JSON.stringify(saved)} is no handle of this executor.`;
      throw new TierkreisError("TKR_EXECUTOR_FAULT", message, { cause: handle.error });
    }
    return this.#follow(handle.data, await context.workspace(), context.signal);
  }

  async release(run: string): Promise<void> {
    await this.#machine.forget(run);
  }

  /** Copies the log while the job runs, and the outputs when it has ended. */
  async #follow(handle: Handle, workspace: Workspace, signal: AbortSignal): Promise<TaskEnd> {
    const { job } = handle;
    for (let cancelled = false; ;) {
      if (signal.aborted && !cancelled) {
        cancelled = true;
        await this.#machine.cancel(job);
      }
      const state = await this.#machine.state(job, LOOK_MS);
      if (state === undefined) return { status: "lost", reason: `The machine knows no job ${job}.` };
      if (state.phase === "new") await this.#machine.cancel(job);
      await this.#copyLog(handle, state, workspace.log);
      if (state.phase !== "ended") continue;
      for (const name of state.outputs)
        await pipeline(
          await this.#machine.output(job, name),
          createWriteStream(join(workspace.outputDir, name)),
        );
      return { ...endOf(state), details: { job } };
    }
  }

  async #copyLog({ job, logStart }: Handle, { log }: JobState, file: string): Promise<void> {
    const from = Math.max(0, (await sizeOf(file)) - logStart);
    if (log > from)
      await pipeline(await this.#machine.log(job, from), createWriteStream(file, { flags: "a" }));
  }
}

function endOf({ exitCode, signal }: JobState): TaskEnd {
  if (signal !== undefined) return { status: "signal", signal };
  if (exitCode === undefined) return { status: "lost", reason: "The job was never started." };
  if (exitCode === 0) return { status: "ok" };
  // A shell says 128 + n of what a signal ended.
  const byShell = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0];
  return byShell === undefined ? { status: "exit", exitCode } : { status: "signal", signal: byShell };
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => ({ size: 0 }))).size;
}

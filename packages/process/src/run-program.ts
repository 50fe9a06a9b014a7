import { isAbsolute, join } from "node:path";
import { TierkreisError, type TaskContext, type TaskEnd } from "@tierkreis/core";
import { z } from "zod";
import { adoptProgram, endLeftovers, findProgram } from "./adopt-program.ts";
import { environmentWith } from "./environment.ts";
import { explainNotStarted } from "./explain-not-started.ts";
import type { RunningProgram, Spawner } from "./spawner.ts";

/** The program that does a task. */
export interface TaskProgram {
  readonly file: string;
  readonly args: readonly string[];
  /** Changes to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * The working directory.
   * @default the workspace's scratch folder
   */
  readonly cwd?: string;
  /** A file to read as standard input. */
  readonly stdin?: string;
  /** A file to make for standard output, which otherwise goes to the log as standard error does. */
  readonly stdout?: string;
}

/** The name of a program's record in its workspace. */
export const recordName = "process.jsonl";
const handleSchema = z.object({ record: z.string() });

/**
 * Runs a program as a task: in the attempt's workspace, its output appended to the task's log, ended when the task is
 * aborted. `TKR_DIR` is set unless the environment has an absolute one.
 */
export async function runProgram(
  spawner: Spawner,
  context: TaskContext,
  program: TaskProgram,
): Promise<TaskEnd> {
  const workspace = await context.workspace();
  const record = join(workspace.dir, recordName);
  // Before the start, so that no running program is without a way to find it.
  if (spawner.survive) await context.saveHandle({ record });
  if (context.signal.aborted) return cancelled();
  const { file, args, cwd = workspace.scratch, stdin, stdout } = program;
  const inherited = process.env["TKR_DIR"];
  const base = inherited !== undefined && isAbsolute(inherited) ? inherited : workspace.checkpoints;
  const running = spawner.spawn({
    file,
    args,
    cwd,
    env: environmentWith({ TKR_DIR: base, ...program.env }),
    stdout: stdout ?? workspace.log,
    stderr: workspace.log,
    stdoutMode: stdout === undefined ? "append" : "create",
    record,
    ...(stdin === undefined ? {} : { stdin }),
  });
  return follow(running, context.signal, { file, survives: spawner.survive });
}

/**
 * Takes over a program that `runProgram` of an earlier process had started, by the handle it saved. Without one the program was
 * not to outlive its controller: how it ended counts, but when it still runs it is ended, and its end is `lost`. Rejects with
 * `TKR_EXECUTOR_FAULT` for what is no such handle: nobody knows then whether the program runs.
 */
export async function reattachProgram(handle: unknown, context: TaskContext): Promise<TaskEnd> {
  if (handle === undefined) return endOrLost(join((await context.workspace()).dir, recordName), context);
  const parsed = handleSchema.safeParse(handle);
  if (!parsed.success) {
    const message = `[process] The handle ${JSON.stringify(handle)} is none that was saved for a program. Whether that runs can not be told: look for it, then run again with fresh.`;
    throw new TierkreisError("TKR_EXECUTOR_FAULT", message);
  }
  return follow(adoptProgram(parsed.data.record), context.signal, { ...adopted, survives: true });
}

async function endOrLost(record: string, { signal }: TaskContext): Promise<TaskEnd> {
  if (findProgram(record).kind !== "running") return follow(adoptProgram(record), signal, adopted);
  await endLeftovers(record);
  return { status: "lost", reason: "its controller died, and it was ended" };
}

interface Followed {
  /** For messages. */
  readonly file: string;
  /** Another controller takes it over. */
  readonly survives: boolean;
}

const adopted: Followed = { file: "the program", survives: false };

/** Waits for the end of a program, and ends it when its task is; but not what belongs to another controller by now. */
async function follow(
  running: RunningProgram,
  signal: AbortSignal,
  { file, survives }: Followed,
): Promise<TaskEnd> {
  const left = Promise.withResolvers<{ kind: "lost"; reason: string }>();
  const onAbort = () => {
    if (survives && isTakenOver(signal.reason))
      left.resolve({ kind: "lost", reason: "another controller has taken it over" });
    else void running.terminate();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    const end = await Promise.race([running.ended, left.promise]);
    switch (end.kind) {
      case "exit":
        return end.exitCode === 0 ? { status: "ok" } : { status: "exit", exitCode: end.exitCode };
      case "signal":
        return { status: "signal", signal: end.signal };
      case "not-started":
        return { status: "error", error: explainNotStarted(file, end) };
      case "lost":
        return { status: "lost", reason: end.reason };
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function isTakenOver(reason: unknown): boolean {
  return TierkreisError.isInstance(reason) && reason.code === "TKR_RUN_LOST";
}

function cancelled(): TaskEnd {
  return {
    status: "error",
    error: new TierkreisError("TKR_CANCELLED", "Cancelled before its program was started."),
  };
}

import { startRun, type RunEvent, type RunHandle, type RunOptions } from "@tierkreis/controller";
import type { Graph, Storage, Value } from "@tierkreis/core";
import type { PerformFlags } from "../commands/perform-options.ts";
import { runOptionsOf, type Settings } from "../config/settings.ts";
import { divertOutput } from "../terminal/others-output.ts";
import { tellStarted } from "./detach.ts";
import { openExecutor } from "./open-executor.ts";
import { readStoredOutputs } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { resumeCommand } from "./resume-command.ts";
import { printEnd, tellEnd, type RunEnd } from "./run-end.ts";
import { SignalWatch } from "./signal-watch.ts";

/** What is to be run, and where. */
export interface Job {
  readonly flags: PerformFlags;
  readonly settings: Settings;
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Value>>;
  /** Closed by whoever opened it. */
  readonly storage: Storage;
  /** Which run it is. */
  readonly identity: Pick<RunOptions, "runId" | "name" | "fresh">;
}

/**
 * Performs a run to its end: shows its progress, listens to signals, says how it ended and how to go on. Gives the exit status. What
 * can not begin is thrown.
 */
export async function perform(job: Job): Promise<number> {
  const watch = new SignalWatch();
  const progress = new Progress(process.stderr);
  try {
    const handle = await startRun(job.graph, job.inputs, runOptions(job, watch.cancelled));
    if (job.flags.detached === true) tellStarted(handle.id);
    const end = await watchRun({ job, handle, progress, watch });
    if (job.flags.json === true) printEnd(end);
    return await tellEnd(end, progress);
  } catch (error) {
    progress.end();
    if (!watch.cancelled.aborted) throw error;
    progress.say("cancelled before anything was started");
    return watch.status;
  } finally {
    watch.stop();
  }
}

function runOptions({ flags, settings, storage, identity }: Job, signal: AbortSignal): RunOptions {
  const { breakpoints } = flags;
  return {
    storage,
    executor: openExecutor(settings),
    signal,
    ...runOptionsOf(settings),
    ...identity,
    ...(breakpoints === undefined ? {} : { breakpoints }),
  };
}

interface Watched {
  readonly job: Job;
  readonly handle: RunHandle<unknown>;
  readonly progress: Progress;
  readonly watch: SignalWatch;
}

/**
 * Shows what happens until the run is over and its lock let go of. How it ended is what the last event says: the handle's
 * own outputs may be refused by JavaScript's numbers, which is no matter here.
 */
async function watchRun({ job, handle, progress, watch }: Watched): Promise<RunEnd> {
  divertOutput((text) => {
    progress.others(text);
  });
  progress.begin(handle, job.storage.name);
  watch.onFirst(() => {
    progress.cancelling();
    void handle.cancel();
  });
  watch.onSecond(() => {
    progress.end();
    if (job.storage.capabilities.persistent)
      progress.say(`\nTo go on:\n  ${resumeCommand(job.flags, handle.id)}`);
  });
  let ended: Extract<RunEvent, { type: "runEnded" }> | undefined;
  for await (const event of handle.events) {
    if (event.type === "runEnded") ended = event;
    else progress.show(event);
  }
  const failure = await handle.outputs.then(
    () => undefined,
    (error: unknown) => error,
  );
  progress.end();
  const { graph, storage, flags } = job;
  const { status = "failed", error = failure } = ended ?? {};
  const outputs = status === "done" ? await readStoredOutputs({ graph, storage, run: handle.id }) : undefined;
  const { tally, elapsed } = progress;
  return {
    run: handle.id,
    status,
    error,
    outputs,
    tally,
    elapsed,
    flags,
    storage,
    signalStatus: watch.status,
  };
}

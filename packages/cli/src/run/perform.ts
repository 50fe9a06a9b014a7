import { startRun, type RunEvent, type RunHandle, type RunOptions } from "@tierkreis/controller";
import type { Graph, Storage, Value } from "@tierkreis/core";
import type { SettingFlags } from "../commands/setting-options.ts";
import { runOptionsOf, type Settings } from "../config/settings.ts";
import { reportError } from "../report-error.ts";
import { openExecutor } from "./open-executor.ts";
import { previewOutputs, printOutputs, readStoredOutputs } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { resumeCommand } from "./resume-command.ts";
import { SignalWatch } from "./signal-watch.ts";

/** The flags that every command which performs a run has. */
export interface PerformFlags extends SettingFlags {
  readonly breakpoints?: boolean;
  readonly printOutput?: boolean;
}

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
    return await performWatched(job, progress, watch);
  } catch (error) {
    if (!watch.cancelled.aborted) throw error;
    progress.cancelledBefore();
    return watch.status;
  } finally {
    watch.stop();
  }
}

async function performWatched(job: Job, progress: Progress, watch: SignalWatch): Promise<number> {
  const { flags, graph, inputs, storage } = job;
  const handle = await startRun(graph, inputs, runOptions(job, watch.cancelled));
  progress.begin(handle.id, storage.name);
  watch.onFirst(() => {
    progress.cancelling();
    void handle.cancel();
  });
  const ended = await follow(handle, progress);
  const isKept = storage.capabilities.persistent;
  const goOn = () => {
    if (isKept) progress.goOn(resumeCommand(flags, handle.id));
  };
  switch (ended.status) {
    case "done": {
      progress.done();
      const outputs = await readStoredOutputs({ graph, storage, run: handle.id });
      if (flags.printOutput === true) printOutputs(outputs);
      else progress.lines(previewOutputs(outputs));
      return 0;
    }
    case "cancelled":
      progress.cancelled(isKept);
      goOn();
      return watch.status;
    default: {
      progress.failed();
      const status = reportError(ended.error);
      goOn();
      return status;
    }
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

interface Ended {
  readonly status: Extract<RunEvent, { type: "runEnded" }>["status"];
  readonly error?: unknown;
}

/**
 * Shows what happens until the run is over and its lock let go of. How it ended is what the last event says: the handle's
 * own outputs may be refused by JavaScript's numbers, which is no matter here.
 */
async function follow(handle: RunHandle<unknown>, progress: Progress): Promise<Ended> {
  let ended: Ended | undefined;
  for await (const event of handle.events) {
    if (event.type === "runEnded") ended = event;
    else progress.show(event);
  }
  const failure = await handle.outputs.then(
    () => undefined,
    (error: unknown) => error,
  );
  return ended ?? { status: "failed", error: failure };
}

import { Console } from "node:console";
import { startRun, type RunEvent, type RunHandle, type RunOptions } from "@tierkreis/controller";
import type { Graph, Storage, Value } from "@tierkreis/core";
import type { RunCommandOptions } from "../commands/run-command.ts";
import { reportError } from "../report-error.ts";
import { readSettings, runOptionsOf, type Settings } from "../config/settings.ts";
import { loadGraph } from "./load-graph.ts";
import { openStorage } from "../storage/open-storage.ts";
import { openExecutor } from "./open-executor.ts";
import { previewOutputs, printOutputs, readStoredOutputs } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { readInputs } from "./read-inputs.ts";
import { resumeCommand } from "./resume-command.ts";
import { SignalWatch } from "./signal-watch.ts";

interface Job {
  readonly options: RunCommandOptions;
  readonly settings: Settings;
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly storage: Storage;
  readonly progress: Progress;
  readonly watch: SignalWatch;
}

/** `tkr run`: runs a graph to its end and gives the exit status. What can not begin is thrown. */
export async function run(options: RunCommandOptions): Promise<number> {
  // Standard output is for the outputs alone, whatever the user's graph file prints.
  globalThis.console = new Console(process.stderr);
  const settings = await readSettings(options);
  const graph = await loadGraph(options, settings);
  const inputs = readInputs(graph, options.inputs ?? []);
  const storage = await openStorage(settings);
  const watch = new SignalWatch();
  const progress = new Progress(process.stderr);
  try {
    return await perform({ options, settings, graph, inputs, storage, progress, watch });
  } catch (error) {
    if (!watch.cancelled.aborted) throw error;
    progress.cancelledBefore();
    return watch.status;
  } finally {
    watch.stop();
    await storage.close();
  }
}

async function perform(job: Job): Promise<number> {
  const { options, graph, inputs, storage, progress, watch } = job;
  const handle = await startRun(graph, inputs, runOptions(job));
  progress.begin(handle.id, storage.name);
  watch.onFirst(() => {
    progress.cancelling();
    void handle.cancel();
  });
  const ended = await follow(handle, progress);
  const isKept = storage.capabilities.persistent;
  const goOn = () => {
    if (isKept) progress.goOn(resumeCommand(options, handle.id));
  };
  switch (ended.status) {
    case "done": {
      progress.done();
      const outputs = await readStoredOutputs({ graph, storage, run: handle.id });
      if (options.printOutput === true) printOutputs(outputs);
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

function runOptions({ options, settings, storage, watch }: Job): RunOptions {
  const { runId, name, fresh, breakpoints } = options;
  return {
    storage,
    executor: openExecutor(settings),
    signal: watch.cancelled,
    ...runOptionsOf(settings),
    ...(runId === undefined ? {} : { runId }),
    ...(name === undefined ? {} : { name }),
    ...(fresh === undefined ? {} : { fresh }),
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

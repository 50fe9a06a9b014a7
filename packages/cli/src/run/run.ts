import { startRun, type RunEvent } from "@tierkreis/controller";
import type { RunCommandOptions } from "../commands/run-command.ts";
import { defaultFolder } from "../default-folder.ts";
import { AutoExecutor } from "./auto-executor.ts";
import { loadGraph } from "./load-graph.ts";
import { openStorage } from "./open-storage.ts";
import { previewOutputs, printOutputs, readStoredOutputs } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { readInputs } from "./read-inputs.ts";
import { resumeCommand } from "./resume-command.ts";
import { SignalWatch } from "./signal-watch.ts";

/** `tkr run`: runs a graph to its end and gives the exit status. What can not begin is thrown. */
export async function run(options: RunCommandOptions): Promise<number> {
  const watch = new SignalWatch();
  const progress = new Progress(process.stderr);
  try {
    const graph = await loadGraph(options);
    const inputs = readInputs(graph, options.inputs ?? []);
    const storage = await openStorage(options.storage);
    try {
      const executor = new AutoExecutor({ registry: options.registry ?? defaultFolder("workers") });
      const { runId, name, fresh, concurrency, retries, timeout } = options;
      const handle = await startRun(graph, inputs, {
        storage,
        executor,
        signal: watch.cancelled,
        ...(runId === undefined ? {} : { runId }),
        ...(name === undefined ? {} : { name }),
        ...(fresh === undefined ? {} : { fresh }),
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(retries === undefined ? {} : { retry: retries }),
        ...(timeout === undefined ? {} : { timeout }),
      });
      progress.begin(handle.id, storage.name);
      const resume = resumeCommand(options, handle.id);
      watch.onFirst(() => progress.cancelling());
      const ended = await follow(handle.events, progress);
      // The lock is let go of after the last event.
      const failure = await settled(handle.outputs);
      switch (ended?.status) {
        case "done": {
          progress.done();
          const outputs = await readStoredOutputs({ graph, storage, run: handle.id });
          if (options.printOutput === true) printOutputs(outputs);
          else progress.lines(previewOutputs(outputs));
          return 0;
        }
        case "cancelled":
          progress.cancelled(resume);
          return watch.status;
        default:
          progress.failed(resume);
          throw ended?.error ?? failure;
      }
    } finally {
      await storage.close?.();
    }
  } finally {
    watch.stop();
  }
}

type RunEnded = Extract<RunEvent, { type: "runEnded" }>;

async function follow(events: AsyncIterable<RunEvent>, progress: Progress): Promise<RunEnded | undefined> {
  for await (const event of events) {
    if (event.type === "runEnded") return event;
    progress.show(event);
  }
  return undefined;
}

async function settled(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
}

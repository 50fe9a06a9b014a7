import type { RunCommandOptions } from "../commands/run-command.ts";
import { readSettings } from "../config/settings.ts";
import { openStorage } from "../storage/open-storage.ts";
import { divertOutput } from "../terminal/others-output.ts";
import { usageError } from "../usage-error.ts";
import { detach } from "./detach.ts";
import { loadGraph } from "./load-graph.ts";
import { perform } from "./perform.ts";
import { readInputs } from "./read-inputs.ts";

/** `tkr run`: runs a graph to its end and gives the exit status. What can not begin is thrown. */
export async function run(options: RunCommandOptions): Promise<number> {
  if (options.detach === true) return detach(options);
  // Standard output is for the outputs alone, whatever the user's graph file prints.
  divertOutput();
  const settings = await readSettings(options);
  const graph = await loadGraph(options, settings);
  const inputs = readInputs(graph, options.inputs ?? []);
  const storage = await openStorage(settings);
  const { runId, name, fresh } = options;
  const identity = {
    ...(runId === undefined ? {} : { runId }),
    ...(name === undefined ? {} : { name }),
    ...(fresh === undefined ? {} : { fresh }),
  };
  try {
    if (options.detached === true && !storage.capabilities.persistent)
      throw usageError(
        `Nobody could find a run that goes on with --detach in ${storage.name}, which is gone with its process. Name another --storage.`,
      );
    return await perform({ flags: options, settings, graph, inputs, storage, identity });
  } finally {
    await storage.close();
  }
}

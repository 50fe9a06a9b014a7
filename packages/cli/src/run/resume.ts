import { readRunGraph, readRunInputs } from "@tierkreis/controller";
import type { PerformFlags } from "../commands/perform-options.ts";
import { readSettings } from "../config/settings.ts";
import { findWholeRun } from "../look/find-run.ts";
import { openStorage } from "../storage/open-storage.ts";
import { divertOutput } from "../terminal/others-output.ts";
import { inputNames } from "./declared-type.ts";
import { detach } from "./detach.ts";
import { perform } from "./perform.ts";

/** `tkr resume`: goes on with a run, with the graph and the inputs that are stored of it. */
export async function resume(word: string, options: PerformFlags): Promise<number> {
  if (options.detach === true) return detach(options);
  divertOutput();
  const settings = await readSettings(options);
  const storage = await openStorage(settings);
  try {
    const { id } = await findWholeRun(storage, word);
    const graph = await readRunGraph(storage, id);
    const names = inputNames(graph);
    // Another program may have stored more than the graph asks for.
    const inputs = Object.fromEntries(
      Object.entries(await readRunInputs(storage, id, graph)).filter(([port]) => names.includes(port)),
    );
    return await perform({ flags: options, settings, graph, inputs, storage, identity: { runId: id } });
  } finally {
    await storage.close();
  }
}

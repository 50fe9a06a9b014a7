import {
  ROOT,
  RunKeys,
  TierkreisError,
  toGraph,
  toRunId,
  type Graph,
  type RunIdInput,
  type Storage,
  type TypedGraph,
} from "@tierkreis/core";
import { interfaceType } from "./driver/inputs.ts";
import { Values } from "./driver/values.ts";
import { guardStorage } from "./guard/guarded-storage.ts";
import { decodeOutputs } from "./run-graph.ts";
import { Datum } from "./scheduler/datum.ts";
import { Place } from "./scheduler/place.ts";

/**
 * Reads the outputs of a finished run, as `runGraph` resolved to them. Throws `TKR_RUN_UNKNOWN` when there is no such run
 * or it has not finished.
 */
export async function readOutputs<In, Out>(
  graph: TypedGraph<In, Out> | Graph,
  options: { readonly storage: Storage; readonly runId: RunIdInput },
): Promise<Out> {
  const storage = guardStorage(options.storage);
  const document = toGraph("getData" in graph ? graph.getData() : graph);
  const keys = new RunKeys(toRunId(options.runId));
  if ((await storage.stat(keys.done(ROOT))) === undefined) {
    const begun = (await storage.stat(keys.graph)) !== undefined;
    const state = begun ? "has not finished; run it again to go on" : "does not exist";
    throw new TierkreisError("TKR_RUN_UNKNOWN", `Run ${keys.run} ${state} (in ${storage.name}).`, {
      run: keys.run,
    });
  }
  const output = document.nodes[document.graph_output_idx ?? -1];
  const values = new Values({ storage, keys });
  const data = new Map<string, Datum>();
  for (const port of Object.keys(output?.inputs ?? {})) {
    const datum = new Datum({ place: Place.root, node: document.graph_output_idx ?? -1, port });
    data.set(port, values.stored(datum, keys.output(ROOT, port), interfaceType(document, "outputs", port)));
  }
  return (await decodeOutputs(document, values, data)) as Out;
}

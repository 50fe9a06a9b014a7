import {
  ROOT,
  TierkreisError,
  toGraph,
  type Graph,
  type RunIdInput,
  type Storage,
  type TypedGraph,
} from "@tierkreis/core";
import { interfaceType } from "./driver/inputs.ts";
import { noRun, openToRead } from "./driver/open-to-read.ts";
import { isRunDone } from "./driver/run-end.ts";
import { Values } from "./driver/values.ts";
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
  const home = await openToRead(options);
  const { storage, keys } = home;
  const document = toGraph("getData" in graph ? graph.getData() : graph);
  if ((await storage.stat(keys.graph)) === undefined) throw noRun(home);
  if (!(await isRunDone(home))) {
    const message = `Run ${keys.run} has not finished; run it again to go on (in ${storage.name}).`;
    throw new TierkreisError("TKR_RUN_UNKNOWN", message, { run: keys.run });
  }
  const output = document.nodes[document.graph_output_idx ?? -1];
  const values = new Values(home);
  const data = new Map<string, Datum>();
  for (const port of Object.keys(output?.inputs ?? {})) {
    const datum = new Datum({ place: Place.root, node: document.graph_output_idx ?? -1, port });
    data.set(port, values.stored(datum, keys.output(ROOT, port), interfaceType(document, "outputs", port)));
  }
  return (await decodeOutputs(document, values, data)) as Out;
}

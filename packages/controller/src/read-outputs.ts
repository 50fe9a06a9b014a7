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
import { Held } from "./driver/held.ts";
import { interfaceType } from "./driver/inputs.ts";
import { decodeOutputs } from "./run-graph.ts";

/**
 * Reads the outputs of a finished run, as `runGraph` resolved to them. Throws `TKR_RUN_UNKNOWN` when there is no such run
 * or it has not finished.
 */
export async function readOutputs<In, Out>(
  graph: TypedGraph<In, Out> | Graph,
  options: { readonly storage: Storage; readonly runId: RunIdInput },
): Promise<Out> {
  const { storage } = options;
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
  const held = Object.keys(output?.inputs ?? {}).map((port) => {
    const place = { key: keys.output(ROOT, port), type: interfaceType(document, "outputs", port) };
    return [port, Held.stored(storage, place)] as const;
  });
  return (await decodeOutputs(document, new Map(held))) as Out;
}

import {
  decodeValue,
  parseGraph,
  RUN_INPUTS,
  type Graph,
  type RunIdInput,
  type Storage,
  type Value,
} from "@tierkreis/core";
import { allKeys } from "../driver/all-keys.ts";
import { interfaceType } from "../driver/inputs.ts";
import { noRun, placeOf } from "../driver/open-to-read.ts";

/** The graph that a run was begun with. Throws `TKR_RUN_UNKNOWN` when there is no such run, or only what is left of one. */
export async function readRunGraph(storage: Storage, runId: RunIdInput): Promise<Graph> {
  const place = placeOf(storage, runId);
  const { graph } = place.keys;
  if ((await place.storage.stat(graph)) === undefined) throw noRun(place);
  return parseGraph(await place.storage.read(graph));
}

/**
 * The inputs that a run was begun with, by port. With {@link readRunGraph} this is all it takes to go on with a run:
 * numbers are as exact as they were given.
 *
 * @param graph The run's own graph, which declares the inputs' types.
 */
export async function readRunInputs(
  storage: Storage,
  runId: RunIdInput,
  graph: Graph,
): Promise<Readonly<Record<string, Value>>> {
  const place = placeOf(storage, runId);
  const prefix = place.keys.output(RUN_INPUTS, "");
  const inputs: Record<string, Value> = {};
  for await (const key of allKeys(place.storage, prefix)) {
    if (key === place.keys.graph) continue;
    const port = key.slice(prefix.length);
    inputs[port] = decodeValue(await place.storage.read(key), interfaceType(graph, "inputs", port));
  }
  return inputs;
}

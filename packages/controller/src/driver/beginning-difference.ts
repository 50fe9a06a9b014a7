import {
  decodeValue,
  encodeValue,
  RUN_INPUTS,
  TierkreisError,
  type Graph,
  type PortSchema,
  type Value,
} from "@tierkreis/core";
import { firstDifference } from "./first-difference.ts";
import { interfaceType } from "./inputs.ts";
import type { RunPlace } from "./run-place.ts";

/** In words where a graph first differs from the one that a run was begun with; `undefined` when both compute the same. */
export function graphDifference(stored: Graph, graph: Graph): string | undefined {
  const difference = firstDifference(meaning(stored), meaning(graph));
  return difference === undefined ? undefined : `its graph is another one: ${difference}`;
}

/** What a graph computes: not its policies, which a user may change between two goes, nor what is derived or only declared. */
function meaning(graph: Graph): unknown {
  return {
    nodes: graph.nodes.map((node) => ({ ...node, outputs: undefined, ports: undefined, policy: undefined })),
    graph_output_idx: graph.graph_output_idx,
  };
}

/** In words the first input that differs from what a run was begun with. */
export async function inputDifference(
  { storage, keys }: RunPlace,
  graph: Graph,
  inputs: ReadonlyMap<string, Value>,
): Promise<string | undefined> {
  for (const node of graph.nodes) {
    if (node.type !== "input" || inputs.has(node.name)) continue;
    if ((await storage.stat(keys.output(RUN_INPUTS, node.name))) === undefined) continue;
    return `it was begun with the input ${JSON.stringify(node.name)}`;
  }
  for (const [port, value] of inputs) {
    const key = keys.output(RUN_INPUTS, port);
    if ((await storage.stat(key)) === undefined)
      return `it was begun without the input ${JSON.stringify(port)}`;
    if (!isSameInput(await storage.read(key), value, interfaceType(graph, "inputs", port)))
      return `its input ${JSON.stringify(port)} was another value`;
  }
  return undefined;
}

/** Whitespace is free: what another program wrote is compared by what it says. */
function isSameInput(stored: Uint8Array, value: Value, type: PortSchema | undefined): boolean {
  try {
    return Buffer.compare(encodeValue(decodeValue(stored, type), type), encodeValue(value, type)) === 0;
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    return false;
  }
}

import { FRAME_INPUTS, nodeRefs, type Graph, type GraphNode } from "@tierkreis/core";

/** One input of a node: where its value comes from. */
export interface Wire {
  readonly input: string;
  /** Index of the node that gives the value; `-1` is the frame's inputs. */
  readonly source: number;
  readonly port: string;
}

/** A node, with what the scheduler needs of it worked out once. */
export interface PlanNode {
  readonly node: GraphNode;
  readonly wires: readonly Wire[];
  /** The nodes it waits for, each once. */
  readonly sources: readonly number[];
  /** The nodes that wait for it, each once. */
  readonly consumers: readonly number[];
  /** The output ports that some node reads. */
  readonly consumed: readonly string[];
}

/** A checked graph made ready to run: linear in its nodes and edges, made once and shared by all its frames. */
export interface Plan {
  readonly graph: Graph;
  readonly nodes: readonly PlanNode[];
  /** Index of the output node. */
  readonly output: number;
}

/** Works a checked graph out. */
export function makePlan(graph: Graph): Plan {
  const sources = graph.nodes.map((node) => {
    const from = nodeRefs(node).map(([, [source]]) => source);
    return [...new Set(from)].filter((source) => source !== FRAME_INPUTS);
  });
  const consumers: number[][] = graph.nodes.map(() => []);
  const consumed: Set<string>[] = graph.nodes.map(() => new Set());
  graph.nodes.forEach((node, index) => {
    for (const source of sources[index] ?? []) consumers[source]?.push(index);
    for (const [, [source, port]] of nodeRefs(node)) consumed[source]?.add(port);
  });
  return {
    graph,
    nodes: graph.nodes.map((node, index) => ({
      node,
      wires: Object.entries(node.inputs).map(([input, [source, port]]) => ({ input, source, port })),
      sources: sources[index] ?? [],
      consumers: consumers[index] ?? [],
      consumed: [...(consumed[index] ?? [])],
    })),
    output: graph.graph_output_idx ?? -1,
  };
}

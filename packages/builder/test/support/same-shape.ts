import { parseGraph, stringifyGraph, toGraph, type Graph } from "@tierkreis/core";

/**
 * A document without what the two languages say differently: our extra keys, defaults that Python spells out, the order of its sets,
 * a consumer named once per edge, and consumers of the graph itself, which Python notes at the last node.
 */
export function shapeOf(graph: Graph): unknown {
  return {
    nodes: graph.nodes.map((node, index) => {
      const { outputs, ...rest } = node;
      const own = { ...rest, ports: undefined, policy: undefined };
      const consumers = Object.entries(outputs)
        .map(
          ([port, list]) =>
            [port, [...new Set(list)].filter((consumer) => consumer !== index).sort()] as const,
        )
        .filter(([, list]) => list.length > 0);
      const value =
        node.type === "const" && isDocument(node.value) ? { value: shapeOf(toGraph(node.value)) } : {};
      return { ...own, ...value, outputs: Object.fromEntries(consumers) };
    }),
    graph_inputs: [...graph.graph_inputs].sort(),
    graph_output_idx: graph.graph_output_idx,
    named_nodes: graph.named_nodes,
    notes: Object.entries(graph.node_metadata ?? {})
      .map(([node, notes]) => [node, notes.has_breakpoint === true, notes.is_hidden === true])
      .filter(([, breakpoint, hidden]) => breakpoint === true || hidden === true),
  };
}

/** The document after a journey through JSON text and the engine's check. */
export function throughText(graph: { getData(): Graph }): Graph {
  return parseGraph(stringifyGraph(graph.getData()));
}

/** True for a const that holds a graph. */
export function isDocument(value: unknown): boolean {
  return typeof value === "object" && value !== null && "nodes" in value;
}

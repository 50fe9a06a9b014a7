import {
  FRAME_INPUTS,
  GraphValue,
  TierkreisError,
  toGraph,
  valueToJson,
  type Graph,
  type GraphNode,
  type Json,
  type PureTask,
  type Value,
  type ValueRef,
} from "@tierkreis/core";

/** The task's name, and its input that takes the graph: the others are named as the graph's own inputs. */
export const PARTIAL = "partial";
export const GRAPH = "graph";

/**
 * Fixes inputs of a graph that is a value: gives the graph of those that are left. Tierkreis for Python does not have it; its
 * documents get it written out when the graph is known.
 */
export const partial: PureTask = (inputs) => {
  const graph = graphOf(inputs[GRAPH]);
  const fixed = new Map(Object.entries(inputs).filter(([port]) => port !== GRAPH));
  return { value: new GraphValue(fixInputs(graph, fixed)) };
};

function graphOf(value: Value | undefined): Graph {
  if (value instanceof GraphValue) return toGraph(value.graph);
  if (value instanceof Map) return toGraph(valueToJson(value));
  throw new TierkreisError("TKR_VALUE_TYPE", `its input "${GRAPH}" is no graph`, {
    task: PARTIAL,
    port: GRAPH,
  });
}

function fixInputs(graph: Graph, fixed: ReadonlyMap<string, Value>): Graph {
  refuseUnknown(graph, fixed);
  const nodes: GraphNode[] = graph.nodes.map((node) => {
    const value = node.type === "input" ? fixed.get(node.name) : undefined;
    return value === undefined ? node : constant(valueToJson(value), Object.values(node.outputs).flat());
  });
  const added = new Map<string, number>();
  /** What a graph reads without an input node: the fixed inputs, and itself, which still takes all of them. */
  const direct = (port: string): ValueRef => {
    const value = fixed.get(port);
    if (value === undefined && port !== "body") return [FRAME_INPUTS, port];
    const known =
      added.get(port) ??
      nodes.push(constant(value === undefined ? (graph as unknown as Json) : valueToJson(value), [])) - 1;
    added.set(port, known);
    return [known, "value"];
  };
  const rewire = (ref: ValueRef): ValueRef => {
    const [source, port] = ref;
    if (source === FRAME_INPUTS) return direct(port);
    const node = graph.nodes[source];
    return node?.type === "input" && fixed.has(node.name) ? [source, "value"] : ref;
  };
  const rewired = graph.nodes.map((node, index) => rewireNode(nodes[index] ?? node, rewire));
  const left = (ports: readonly string[]) => ports.filter((port) => !fixed.has(port));
  const face = graph.interface;
  return {
    ...graph,
    nodes: [...rewired, ...nodes.slice(graph.nodes.length)],
    graph_inputs: left(graph.graph_inputs),
    interface: face && {
      ...face,
      inputs: Object.fromEntries(Object.entries(face.inputs).filter(([port]) => !fixed.has(port))),
    },
  };
}

function rewireNode(node: GraphNode, rewire: (ref: ValueRef) => ValueRef): GraphNode {
  const inputs = Object.fromEntries(Object.entries(node.inputs).map(([port, ref]) => [port, rewire(ref)]));
  switch (node.type) {
    case "eval":
      return { ...node, inputs, graph: rewire(node.graph) };
    case "loop":
    case "map":
      return { ...node, inputs, body: rewire(node.body) };
    case "ifelse":
    case "eifelse":
      return {
        ...node,
        inputs,
        pred: rewire(node.pred),
        if_true: rewire(node.if_true),
        if_false: rewire(node.if_false),
      };
    default:
      return { ...node, inputs };
  }
}

function refuseUnknown(graph: Graph, fixed: ReadonlyMap<string, Value>): void {
  const known = new Set([
    ...graph.graph_inputs,
    ...graph.nodes.flatMap((node) => (node.type === "input" ? [node.name] : [])),
  ]);
  for (const port of fixed.keys()) {
    if (known.has(port)) continue;
    throw new TierkreisError(
      "TKR_GRAPH_INVALID",
      `the graph has no input ${JSON.stringify(port)} to fix; it has ${[...known].join(", ")}`,
      {
        task: PARTIAL,
        port,
      },
    );
  }
}

function constant(value: Json, consumers: readonly number[]): GraphNode {
  return { type: "const", value, inputs: {}, outputs: { value: [...consumers] } };
}

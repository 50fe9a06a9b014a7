import { TierkreisError, type Graph, type Ref, type ValueRef } from "@tierkreis/core";
import { copyNodes } from "../document/copy-nodes.ts";
import { faceOfDocument, finishedDocument, onlyPorts, type GraphFace } from "../document/graph-face.ts";
import type { AnyGraph, GraphLike } from "../types/port-graph.ts";
import { Wiring } from "../wiring.ts";

type ByPort = Readonly<Record<string, unknown>>;

/** The port of `builtins.partial` that takes the graph itself. */
const GRAPH = "graph";

/** A graph with some of its inputs fixed to plain values: they are consts in it. */
export function fixInputs(graph: AnyGraph, fixed: ByPort): AnyGraph {
  const document = finishedDocument(graph);
  const face = faceOfDocument(document);
  checkFixed(face, fixed);
  const wiring = new Wiring({});
  const { writer } = wiring;
  const sources = new Map<string, ValueRef>();
  for (const [port, { schema }] of Object.entries(face.inputs)) {
    if (Object.hasOwn(fixed, port))
      sources.set(port, wiring.source(fixed[port], schema, { name: "the graph", port }));
    else sources.set(port, [writer.add({ type: "input", name: port, inputs: {} }), port]);
  }
  const inputs = copyNodes(document, writer, {
    input: (name) => sources.get(name),
    self: () => wiring.source(graph),
  });
  writer.add({ type: "output", inputs });
  const left = leftOf(face, fixed);
  const declared = document.interface && {
    inputs: writer.declare(left.inputs),
    outputs: writer.declare(left.outputs),
  };
  return { getData: (): Graph => writer.finish(declared) };
}

/** A graph with some of its inputs fixed while the graph around it runs. */
export function addPartial(wiring: Wiring, graph: GraphLike, fixed: ByPort): Ref<unknown> {
  const { source, face } = wiring.body(graph);
  if (face !== undefined) checkFixed(face, fixed);
  if (Object.hasOwn(fixed, GRAPH)) {
    const message = `An input called "${GRAPH}" can only be fixed with a plain value, of a graph that is no ref.`;
    throw new TierkreisError("TKR_GRAPH_INVALID", message, { port: GRAPH });
  }
  const sources = Object.entries(fixed).map(([port, wired]): [string, ValueRef] => {
    return [port, wiring.source(wired, face?.inputs[port]?.schema, { name: "the graph", port })];
  });
  const inputs = { [GRAPH]: source, ...Object.fromEntries(sources) };
  const node = wiring.writer.add({ type: "function", function_name: "builtins.partial", inputs });
  return wiring.ref(node, "value", face && leftOf(face, fixed));
}

function leftOf(face: GraphFace, fixed: ByPort): GraphFace {
  return { inputs: onlyPorts(face.inputs, (port) => !Object.hasOwn(fixed, port)), outputs: face.outputs };
}

function checkFixed(face: GraphFace, fixed: ByPort): void {
  for (const port of Object.keys(fixed)) {
    if (Object.hasOwn(face.inputs, port)) continue;
    const message = `The graph has no input ${JSON.stringify(port)} to fix.`;
    throw new TierkreisError("TKR_GRAPH_INVALID", message, { port });
  }
}

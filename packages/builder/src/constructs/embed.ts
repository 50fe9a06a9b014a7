import type { ValueRef } from "@tierkreis/core";
import { byPorts } from "../by-ports.ts";
import { copyNodes } from "../document/copy-nodes.ts";
import { faceOfDocument, finishedDocument, onlyPorts } from "../document/graph-face.ts";
import type { AnyGraph } from "../types/port-graph.ts";
import type { Wiring } from "../wiring.ts";

/** Copies the nodes of a graph, its inputs replaced by what is given. */
export function embedGraph(wiring: Wiring, graph: AnyGraph, given: unknown): unknown {
  const document = finishedDocument(graph);
  const face = faceOfDocument(document);
  const inputs = wiring.inputs("the graph", face.inputs, byPorts(face.inputs, given));
  const outputs = copyNodes(document, wiring.writer, {
    input: (name) => own(inputs, name),
    self: () => wiring.source(graph),
  });
  const there = onlyPorts(face.outputs, (port) => own(outputs, port) !== undefined);
  return wiring.result(there, (port) => wiring.ref(...(outputs[port] as ValueRef)));
}

function own(refs: Readonly<Record<string, ValueRef>>, port: string): ValueRef | undefined {
  return Object.hasOwn(refs, port) ? refs[port] : undefined;
}

import {
  FRAME_INPUTS,
  nodeRefs,
  TierkreisError,
  type Graph,
  type GraphNode,
  type PortDeclaration,
  type ValueRef,
} from "@tierkreis/core";
import type { DocumentWriter, NewNode } from "./document-writer.ts";
import { declaredPorts } from "./graph-face.ts";

/** What stands in the copy for what a graph gets from outside. */
export interface Surroundings {
  /** Where an input comes from; `undefined` for an optional one that is not given. */
  readonly input: (name: string) => ValueRef | undefined;
  /** The graph itself, where it refers to itself. */
  readonly self: () => ValueRef;
}

/**
 * Copies the nodes that a graph's outputs need into another document, in their order; its input nodes are replaced. Gives
 * where each output is now. Throws `TKR_GRAPH_INVALID` when an input is needed that is not there.
 */
export function copyNodes(
  document: Graph,
  writer: DocumentWriter,
  surroundings: Surroundings,
): Record<string, ValueRef> {
  const { nodes } = document;
  const output = nodes[document.graph_output_idx ?? -1];
  const needed = neededNodes(document);
  const self = usesItself([...needed, document.graph_output_idx ?? -1], nodes)
    ? surroundings.self()
    : undefined;
  const copied = needed.filter((index) => nodes[index]?.type !== "input");
  const first = writer.next;
  const places = new Map(copied.map((index, at) => [index, first + at]));

  const moved = ([source, port]: ValueRef): ValueRef | undefined => {
    const place = places.get(source);
    if (place !== undefined) return [place, port];
    const node = nodes[source];
    if (source === FRAME_INPUTS) return port === "body" ? self : surroundings.input(port);
    return node?.type === "input" ? surroundings.input(node.name) : undefined;
  };
  for (const index of copied) {
    const node = nodes[index];
    if (node === undefined) continue;
    writer.add(withTypes(withRefs(node, moved), document, writer), document.node_metadata?.[index]);
  }
  return movedAll(output?.inputs ?? {}, moved);
}

/** The nodes behind the outputs, by index. */
function neededNodes(document: Graph): readonly number[] {
  const { nodes, graph_output_idx: output } = document;
  const needed = new Set<number>();
  const open = output === null ? [] : [output];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const node = nodes[index];
    if (node === undefined || needed.has(index)) continue;
    needed.add(index);
    for (const [, [source]] of nodeRefs(node)) open.push(source);
  }
  if (output !== null) needed.delete(output);
  return [...needed].sort((a, b) => a - b);
}

function usesItself(needed: readonly number[], nodes: readonly GraphNode[]): boolean {
  return needed.some((index) => {
    const node = nodes[index];
    return (
      node !== undefined &&
      nodeRefs(node).some(([, [source, port]]) => source === FRAME_INPUTS && port === "body")
    );
  });
}

type Move = (ref: ValueRef) => ValueRef | undefined;

function withRefs(node: GraphNode, move: Move): NewNode {
  const inputs = movedAll(node.inputs, move);
  const surely = (ref: ValueRef): ValueRef => {
    const found = move(ref);
    if (found !== undefined) return found;
    const message = `The graph needs its input ${JSON.stringify(ref[1])}, which is not given.`;
    throw new TierkreisError("TKR_GRAPH_INVALID", message, { port: ref[1] });
  };
  switch (node.type) {
    case "eval":
      return { ...node, inputs, graph: surely(node.graph) };
    case "loop":
    case "map":
      return { ...node, inputs, body: surely(node.body) };
    case "ifelse":
    case "eifelse":
      return {
        ...node,
        inputs,
        pred: surely(node.pred),
        if_true: surely(node.if_true),
        if_false: surely(node.if_false),
      };
    default:
      return { ...node, inputs };
  }
}

/** An optional input that is not given is not given to what takes it either. */
function movedAll(refs: Readonly<Record<string, ValueRef>>, move: Move): Record<string, ValueRef> {
  const moved: Record<string, ValueRef> = {};
  for (const [port, ref] of Object.entries(refs)) {
    const found = move(ref);
    if (found !== undefined) moved[port] = found;
  }
  return moved;
}

/** The types of a node's ports are told by index, which differs from document to document. */
function withTypes(node: NewNode, { types }: Graph, writer: DocumentWriter): NewNode {
  if (node.type !== "function" || node.ports === undefined) return node;
  const declare = (declarations: Readonly<Record<string, PortDeclaration>>) =>
    writer.declare(declaredPorts(declarations, types));
  return { ...node, ports: { inputs: declare(node.ports.inputs), outputs: declare(node.ports.outputs) } };
}

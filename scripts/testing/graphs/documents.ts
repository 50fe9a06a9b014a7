import { toGraph, type Graph } from "@tierkreis/core";

/** A reference as documents write it. */
export type Ref = readonly [node: number, port: string];
/** References by port. */
export type Wires = Readonly<Record<string, Ref>>;
/** A graph document under construction. */
export interface Document {
  readonly nodes: readonly object[];
  readonly graph_output_idx: number;
}

export const input = (name: string) => ({ type: "input", name });
export const constant = (value: unknown) => ({ type: "const", value });
/** A task of a program: the tests' driver runs it. */
export const task = (name: string, inputs: Wires = {}) => ({
  type: "function",
  function_name: `w.${name}`,
  inputs,
});
/** A pure task: the scheduler computes it itself. */
export const pure = (name: string, inputs: Wires) => ({
  type: "function",
  function_name: `pure.${name}`,
  inputs,
});
export const evaluate = (graph: Ref, inputs: Wires = {}) => ({ type: "eval", graph, inputs });
/** A graph with some inputs fixed, of which `evaluate` takes the rest. */
export const partial = (graph: Ref, fixed: Wires) => ({
  type: "function",
  function_name: "builtins.partial",
  inputs: { graph, ...fixed },
});
export const loop = (body: Ref, inputs: Wires, name?: string) => ({
  type: "loop",
  body,
  inputs,
  continue_port: "should_continue",
  name,
});
export const map = (body: Ref, inputs: Wires) => ({ type: "map", body, inputs });
export const branch = (type: "ifelse" | "eifelse", refs: readonly [pred: Ref, yes: Ref, no: Ref]) => ({
  type,
  pred: refs[0],
  if_true: refs[1],
  if_false: refs[2],
});

/** The document with these nodes that gives these outputs. */
export function document(nodes: readonly object[], outputs: Wires): Document {
  return { nodes: [...nodes, { type: "output", inputs: outputs }], graph_output_idx: nodes.length };
}

/** The checked graph of a document. */
export function graphOf(nodes: readonly object[], outputs: Wires): Graph {
  return toGraph(document(nodes, outputs));
}

import { FRAME_INPUTS, type Ref, type ValueRef } from "@tierkreis/core";
import type { NodeOptions } from "../types/wires.ts";
import type { Wiring } from "../wiring.ts";

/** A choice: what decides, and the two it decides between. */
export interface Choice {
  readonly pred: unknown;
  readonly ifTrue: unknown;
  readonly ifFalse: unknown;
  readonly options: NodeOptions | undefined;
}

/** Adds a choice of which only the chosen branch is evaluated. */
export function addIfElse(wiring: Wiring, { pred, ifTrue, ifFalse, options }: Choice): Ref<unknown> {
  const node = {
    type: "ifelse",
    pred: wiring.source(pred),
    if_true: branch(wiring, ifTrue),
    if_false: branch(wiring, ifFalse),
    inputs: {},
  } as const;
  return wiring.ref(wiring.add(node, options), "value");
}

/** Adds a choice of which both branches are evaluated. */
export function addEagerIfElse(wiring: Wiring, { pred, ifTrue, ifFalse, options }: Choice): Ref<unknown> {
  const node = {
    type: "eifelse",
    pred: wiring.source(pred),
    if_true: wiring.source(ifTrue),
    if_false: wiring.source(ifFalse),
    inputs: {},
  } as const;
  return wiring.ref(wiring.add(node, options), "value");
}

/** Adds a node that gives what it is given. */
export function addIdentity(wiring: Wiring, value: ValueRef, options?: NodeOptions): Ref<unknown> {
  const node = { type: "function", function_name: "builtins.tkr_id", inputs: { value } } as const;
  return wiring.ref(wiring.add(node, options), "value");
}

/** Python looks for a branch among the nodes, where the graph itself is none. */
function branch(wiring: Wiring, wired: unknown): ValueRef {
  const source = wiring.source(wired);
  if (source[0] !== FRAME_INPUTS) return source;
  const identity = addIdentity(wiring, source);
  return [identity.node, identity.port];
}

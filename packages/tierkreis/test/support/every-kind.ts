import { graph, GraphBuilder } from "@tierkreis/builder";
import { defineTask, type Graph } from "@tierkreis/core";
import { z } from "zod";

const int = z.int();
const ints = z.array(int);

const ofTwo = <Out extends z.ZodType>(name: string, outputs: Out) =>
  defineTask({ worker: "builtins", name, inputs: { a: int, b: int }, outputs });
const add = ofTwo("iadd", int);
const subtract = ofTwo("isubtract", int);
const greater = ofTwo("igt", z.boolean());
/** Its output `value` is never asked for where it stands. */
const divide = ofTwo("idivide", int);

/** { a, b } -> { sum, difference } */
function pair() {
  const g = new GraphBuilder({ inputs: { a: int, b: int }, outputs: { sum: int, difference: int } });
  g.outputs({ sum: g.task(add(g.inputs)), difference: g.task(subtract(g.inputs)) });
  return g;
}

/** Counts `n` down; `step` stays as it is. */
function countdown() {
  const g = new GraphBuilder({
    inputs: { n: int, step: int },
    outputs: { n: int, should_continue: z.boolean() },
  });
  const n = g.task(subtract({ a: g.inputs.n, b: g.inputs.step }));
  g.outputs({ n, should_continue: g.task(greater({ a: n, b: 0 })) });
  return g;
}

/** The number of ones it takes to get from `n` to 0, by calling itself. */
export function depth() {
  const g = new GraphBuilder({ inputs: { n: int }, outputs: int });
  const deeper = g.eval(g.ref(), { n: g.task(subtract({ a: g.inputs.n, b: 1 })) });
  const more = g.task(greater({ a: g.inputs.n, b: 0 }));
  g.outputs(g.ifelse(more, g.task(add({ a: deeper, b: 1 })), 0));
  return g;
}

/** Applies a graph that it is given, twice. */
function twice() {
  const f = graph({ inputs: { n: int }, outputs: int });
  const g = new GraphBuilder({ inputs: { f, n: int }, outputs: int });
  g.outputs(g.eval(g.inputs.f, { n: g.eval(g.inputs.f, { n: g.inputs.n }) }));
  return g;
}

/** Every kind of node, evaluations in one another, loops of one name, lists of one and of several ports, an empty one. */
export function everyKind(): { readonly graph: Graph; readonly inputs: Readonly<Record<string, unknown>> } {
  const g = new GraphBuilder({
    inputs: { xs: ints, n: int, unused: z.string() },
    outputs: { sums: ints, none: ints, again: ints, left: int, eager: int, deep: int, applied: int },
  });
  const { xs, n } = g.inputs;
  const both = g.map(pair(), { a: xs, b: [10, 20] });
  const none = g.map(pair(), { a: g.const<number[]>([]) }, { b: n });
  const again = g.map(pair(), { a: both.sum, b: both.difference });
  const first = g.loop(countdown(), { n, step: 1 }, { name: "count" });
  const inner = new GraphBuilder({ inputs: { n: int }, outputs: int });
  inner.outputs(inner.loop(countdown(), { n: inner.inputs.n, step: 2 }, { name: "count" }).n);
  const second = g.eval(inner, { n: g.task(add({ a: first.n, b: n })) });
  const never = g.task(divide({ a: 1, b: 0 }));
  const lazy = g.ifelse(first.should_continue, never, second);
  g.outputs({
    sums: both.sum,
    none: none.sum,
    again: again.sum,
    left: lazy,
    eager: g.eifelse(first.should_continue, lazy, n),
    deep: g.eval(depth(), { n }),
    applied: g.eval(twice(), { f: depth(), n: 2 }),
  });
  return { graph: g.getData(), inputs: { xs: [1, 2], n: 3, unused: "" } };
}

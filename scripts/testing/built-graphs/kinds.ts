import { defineTask, graph, GraphBuilder } from "@tierkreis/builder";
import { Float, type Graph } from "@tierkreis/core";
import { z } from "zod";
import { pythonGraphs } from "./python-graphs.ts";
import { concat, decode, eq, iadd, igt, isubtract, itimes, tkrStr } from "./tasks.ts";

/** A graph, what goes in, and what has to come out, by port. */
export interface Case {
  readonly graph: { getData(): Graph };
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
}

const int = z.int();
const ints = z.array(int);

/** { a, b } -> { sum, text } */
function pair() {
  const g = new GraphBuilder({ inputs: { a: int, b: int }, outputs: { sum: int, text: z.string() } });
  const sum = g.task(iadd({ a: g.inputs.a, b: g.inputs.b }));
  g.outputs({ sum, text: g.task(tkrStr({ value: sum })) });
  return g;
}

function evaluated() {
  const g = new GraphBuilder({ inputs: { x: int }, outputs: { sum: int, again: int, text: z.string() } });
  const body = pair();
  const { sum, text } = g.eval(body, { a: g.inputs.x, b: 5 });
  g.outputs({ sum, text, again: g.eval(body, { a: sum, b: sum }).sum });
  return g;
}

/** Counts up to a limit that stays as it is; two loops of one name. */
function looped() {
  const body = new GraphBuilder({
    inputs: { count: int, limit: int },
    outputs: { count: int, should_continue: z.boolean(), left: int },
  });
  const count = body.task(iadd({ a: body.inputs.count, b: 1 }));
  const left = body.task(isubtract({ a: body.inputs.limit, b: count }));
  body.outputs({ count, left, should_continue: body.task(igt({ a: left, b: 0 })) });
  const g = new GraphBuilder({
    inputs: { limit: int },
    outputs: { count: int, left: int, done: z.boolean() },
  });
  const first = g.loop(body, { count: 0, limit: g.inputs.limit }, { name: "count" });
  const second = g.loop(body, { count: first.count, limit: 7 }, { name: "count" });
  g.outputs({ count: second.count, left: first.left, done: second.should_continue });
  return g;
}

/** Two lists, then one list and a value for all, then an empty one. */
function mapped() {
  const g = new GraphBuilder({
    inputs: { xs: ints, offset: int },
    outputs: { sums: ints, texts: z.array(z.string()), shifted: ints, none: ints },
  });
  const body = pair();
  const { sum, text } = g.map(body, { a: g.inputs.xs, b: [10, 20, 30] });
  const shifted = g.map(body, { b: sum }, { a: g.inputs.offset });
  g.outputs({
    sums: sum,
    texts: text,
    shifted: shifted.sum,
    none: g.map(body, { a: g.const<number[]>([]) }, { b: 1 }).sum,
  });
  return g;
}

/** A list split into two by a function, and two lists joined to one. */
function rewired() {
  const g = new GraphBuilder({ inputs: ints, outputs: { doubled: ints, same: ints } });
  const split = g.map((x) => ({ a: x, b: x }), g.inputs);
  const doubled = g.map(pair(), split);
  const join = g.map(({ sum }) => sum, doubled);
  g.outputs({ doubled: join, same: g.map(({ b }) => b, split) });
  return g;
}

/** The branch that is not chosen would fail. */
function chosen() {
  const head = defineTask({
    worker: "builtins",
    name: "head",
    inputs: { v: ints },
    outputs: { head: int, rest: ints },
  });
  const g = new GraphBuilder({
    inputs: { yes: z.boolean() },
    outputs: { lazy: int, eager: int, constant: z.string() },
  });
  const failing = g.task(head({ v: [] })).head;
  const lazy = g.ifelse(g.inputs.yes, g.task(iadd({ a: 1, b: 2 })), failing);
  const eager = g.eifelse(g.inputs.yes, g.task(iadd({ a: lazy, b: 1 })), lazy);
  g.outputs({ lazy, eager, constant: g.ifelse(true, "yes", "no") });
  return g;
}

/** A graph with recursion, a map and a choice in it, copied. */
function embedded() {
  const g = new GraphBuilder({
    inputs: { n: int, xs: ints },
    outputs: { sum: int, both: ints, text: z.string() },
  });
  const sum = g.embed(pythonGraphs.recursion_20, g.inputs.n);
  const both = g.embed(rewired(), g.inputs.xs).doubled;
  g.outputs({ sum, both, text: g.embed(chosen(), { yes: true }).constant });
  return g;
}

/** A tree of given depth, by a map of the graph itself; the graph itself may be chosen too. */
function tree() {
  const g = new GraphBuilder({ inputs: int, outputs: z.unknown() });
  const leaf = g.task(eq({ a: g.inputs, b: 0 }));
  const less = g.task(isubtract({ a: g.inputs, b: 1 }));
  const pairOf = defineTask({
    worker: "builtins",
    name: "tkr_tuple",
    inputs: { a: int, b: int },
    outputs: ints,
  });
  const self = g.ifelse(leaf, g.graphConst(pythonGraphs.recursion_20), g.ref());
  g.outputs(g.ifelse(leaf, 1, g.map(self, g.task(pairOf({ a: less, b: less })))));
  return g;
}

/** Some inputs fixed, one of them in a graph that calls itself with another value for it. */
function fixed() {
  const g = new GraphBuilder({ inputs: { n: int, step: int, unused: int.optional() }, outputs: int });
  const done = g.task(igt({ a: g.inputs.step, b: g.inputs.n }));
  const less = g.task(isubtract({ a: g.inputs.n, b: g.inputs.step }));
  const wider = g.task(iadd({ a: g.inputs.step, b: 1 }));
  g.outputs(g.ifelse(done, g.inputs.n, g.eval(g.ref(), { n: less, step: wider })));
  const outer = new GraphBuilder({ inputs: ints, outputs: ints });
  outer.outputs(outer.map(outer.partial(g, { step: 1 }), { n: outer.inputs }));
  return outer;
}

/** Graphs that come in, are passed on, chosen, given out. */
function graphsAsValues() {
  const onInt = graph({ inputs: { x: int }, outputs: int });
  const twice = new GraphBuilder({ inputs: { f: onInt, x: int }, outputs: { value: int, f: onInt } });
  const { f, x } = twice.inputs;
  twice.outputs({ value: twice.eval(f, { x: twice.eval(f, { x }) }), f });
  const double = new GraphBuilder({ inputs: { x: int }, outputs: int });
  double.outputs(double.task(itimes({ a: double.inputs.x, b: 2 })));
  const negative = new GraphBuilder({ inputs: { x: int }, outputs: int });
  negative.outputs(negative.task(isubtract({ a: 0, b: negative.inputs.x })));
  const g = new GraphBuilder({
    inputs: { yes: z.boolean() },
    outputs: { four: int, chosen: int, given: ints },
  });
  const applied = g.eval(twice, { f: double, x: 1 });
  const choice = g.ifelse(g.inputs.yes, g.graphConst(negative), double);
  g.outputs({
    four: applied.value,
    chosen: g.eval(choice, { x: 21 }),
    given: g.map(applied.f, { x: [1, 2] }),
  });
  return g;
}

/** Consts of every kind, and breakpoints that nobody heeds. */
function constants() {
  const g = new GraphBuilder({
    outputs: { text: z.string(), half: z.number(), whole: z.number(), big: z.bigint(), odd: z.unknown() },
  });
  const text = g.task(decode({ value_bytes: new TextEncoder().encode("bytes ") }), {
    breakpoint: true,
    retry: 1,
  });
  g.outputs(
    {
      text: g.breakpoint(g.task(concat({ lhs: text, rhs: "é\u{1f600}" }))),
      half: 0.5,
      whole: 3,
      big: 2n ** 70n,
      odd: g.const({ list: [null, true, -0.5], "": {} }),
    },
    { breakpoint: true },
  );
  return g;
}

/** Graphs of every kind of node, each with its answer. */
export const cases: Readonly<Record<string, Case>> = {
  collatz: { graph: pythonGraphs.collatz_27, inputs: { value: 6 }, expected: { value: 8 } },
  embed: { graph: pythonGraphs.embed, inputs: { value: 2 }, expected: { value: 71 } },
  fold: { graph: pythonGraphs.fold_sum, inputs: { initial: 0, values: [1, 2, 3] }, expected: { value: 6 } },
  "nested map": {
    graph: pythonGraphs.nested_map,
    inputs: { value: [[1, 2], [], [3]] },
    expected: { value: [[2, 3], [], [4]] },
  },
  recursion: { graph: pythonGraphs.recursion_20, inputs: { value: 4 }, expected: { value: 10 } },
  eval: { graph: evaluated(), inputs: { x: 2 }, expected: { sum: 7, again: 14, text: "7" } },
  loop: { graph: looped(), inputs: { limit: 3 }, expected: { count: 7, left: 0, done: false } },
  map: {
    graph: mapped(),
    inputs: { xs: [1, 2, 3], offset: 100 },
    expected: { sums: [11, 22, 33], texts: ["11", "22", "33"], shifted: [111, 122, 133], none: [] },
  },
  "map of a function": {
    graph: rewired(),
    inputs: { value: [1, 2] },
    expected: { doubled: [2, 4], same: [1, 2] },
  },
  choice: { graph: chosen(), inputs: { yes: true }, expected: { lazy: 3, eager: 4, constant: "yes" } },
  "embed of everything": {
    graph: embedded(),
    inputs: { n: 3, xs: [5] },
    expected: { sum: 6, both: [10], text: "yes" },
  },
  "map of itself": {
    graph: tree(),
    inputs: { value: 2 },
    expected: {
      value: [
        [1, 1],
        [1, 1],
      ],
    },
  },
  partial: { graph: fixed(), inputs: { value: [0, 5, 7] }, expected: { value: [0, 2, 1] } },
  "graphs as values": {
    graph: graphsAsValues(),
    inputs: { yes: true },
    expected: { four: 4, chosen: -21, given: [2, 4] },
  },
  constants: {
    graph: constants(),
    inputs: {},
    expected: {
      text: "bytes é\u{1f600}",
      half: 0.5,
      whole: new Float(3),
      big: 2n ** 70n,
      odd: { list: [null, true, -0.5], "": {} },
    },
  },
};

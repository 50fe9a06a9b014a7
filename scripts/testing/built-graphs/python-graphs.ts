import { foldGraph, GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
import { eq, iadd, idivide, isubtract, itimes, mod, neq } from "./tasks.ts";

/** A Collatz step: `n` halved, or tripled and one more, counted, until it is 1. */
function collatzStep() {
  const g = new GraphBuilder({
    inputs: { n: z.int(), steps: z.int() },
    outputs: { n: z.int(), steps: z.int(), should_continue: z.boolean() },
  });
  const { n, steps } = g.inputs;
  const even = g.task(eq({ a: g.task(mod({ a: n, b: 2 })), b: 0 }));
  const half = g.task(idivide({ a: n, b: 2 }));
  const triple = g.task(iadd({ a: g.task(itimes({ a: n, b: 3 })), b: 1 }));
  const next = g.ifelse(even, half, triple);
  const counted = g.task(iadd({ a: steps, b: 1 }));
  g.outputs({ n: next, steps: counted, should_continue: g.task(neq({ a: next, b: 1 })) });
  return g;
}

function collatz() {
  const g = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
  const zero = g.const(0);
  const { steps } = g.loop(collatzStep(), { n: g.inputs, steps: zero }, { name: "collatz" });
  g.outputs(steps);
  return g;
}

/** What one adds to a number, embedded into a graph that goes on. */
function embedding() {
  const five = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
  five.outputs(five.task(iadd({ a: five.inputs, b: 5 })));
  const g = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
  const tenfold = g.task(itimes({ a: g.embed(five, g.inputs), b: 10 }));
  g.outputs(g.task(iadd({ a: tenfold, b: 1 })));
  return g;
}

function sum() {
  const add = new GraphBuilder({ inputs: { accum: z.int(), value: z.int() }, outputs: z.int() });
  add.outputs(add.task(iadd({ a: add.inputs.accum, b: add.inputs.value })));
  return foldGraph(add);
}

function increment() {
  const g = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
  g.outputs(g.task(iadd({ a: g.inputs, b: 1 })));
  return g;
}

function nestedMap() {
  const row = new GraphBuilder({ inputs: z.array(z.int()), outputs: z.array(z.int()) });
  row.outputs(row.map(increment(), row.inputs));
  const g = new GraphBuilder({ inputs: z.array(z.array(z.int())), outputs: z.array(z.array(z.int())) });
  g.outputs(g.map(row, g.inputs));
  return g;
}

/** The sum of the numbers up to one. */
function recursion() {
  const g = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
  const done = g.task(eq({ a: g.inputs, b: 0 }));
  const before = g.eval(g.ref(), g.task(isubtract({ a: g.inputs, b: 1 })));
  const zero = g.const(0);
  g.outputs(g.ifelse(done, zero, g.task(iadd({ a: before, b: g.inputs }))));
  return g;
}

/** The graphs whose documents the Python package wrote, built here. */
export const pythonGraphs = {
  collatz_27: collatz(),
  embed: embedding(),
  fold_sum: sum(),
  nested_map: nestedMap(),
  recursion_20: recursion(),
};

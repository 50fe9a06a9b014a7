import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
import { lastStep, step, stepValue } from "./steps.ts";

const int = z.int();
const ofTwo = <Out extends z.ZodType>(name: string, outputs: Out) =>
  defineTask({ worker: "builtins", name, inputs: { a: int, b: int }, outputs });
const iadd = ofTwo("iadd", int);
const isubtract = ofTwo("isubtract", int);
const igt = ofTwo("igt", z.boolean());

const ROUNDS = 2;
const DEPTH = 2;

/** One step in a graph of its own. */
function single(label: string) {
  const g = new GraphBuilder({ inputs: { x: int }, outputs: int });
  g.outputs(g.task(step(label)({ x: g.inputs.x })));
  return g;
}

function round() {
  const g = new GraphBuilder({
    inputs: { count: int, x: int },
    outputs: { count: int, x: int, should_continue: z.boolean() },
  });
  const count = g.task(iadd({ a: g.inputs.count, b: 1 }));
  const x = g.task(step("loop")({ x: g.inputs.x }));
  g.outputs({ count, x, should_continue: g.task(igt({ a: ROUNDS, b: count })) });
  return g;
}

/** A step, and the graph itself with its result, until `n` is 1. */
function recursion() {
  const g = new GraphBuilder({ inputs: { n: int, x: int }, outputs: int });
  const x = g.task(step("recursion")({ x: g.inputs.x }));
  const rest = g.eval(g.ref(), { n: g.task(isubtract({ a: g.inputs.n, b: 1 })), x });
  g.outputs(g.ifelse(g.task(igt({ a: g.inputs.n, b: 1 })), rest, x));
  return g;
}

/** A graph with every kind of node, twelve tasks of the worker `step`, and a loop named `rounds`. */
export function everyKind() {
  const g = new GraphBuilder({
    inputs: { x: int, xs: z.array(int) },
    outputs: { total: int, where: z.string(), mapped: z.array(int) },
  });
  const first = g.task(step("first")({ x: g.inputs.x }));
  const evaluated = g.eval(single("eval"), { x: first });
  const looped = g.loop(round(), { count: 0, x: first }, { name: "rounds" });
  const mapped = g.map(single("map"), { x: g.inputs.xs });
  const positive = g.task(igt({ a: first, b: 0 }));
  const chosen = g.ifelse(
    positive,
    g.task(step("chosen")({ x: evaluated })),
    g.task(step("never")({ x: evaluated })),
  );
  const both = g.eifelse(
    positive,
    g.task(step("slow_left")({ x: first })),
    g.task(step("right")({ x: evaluated })),
  );
  const recursed = g.eval(recursion(), { n: DEPTH, x: first });
  const sum = [looped.x, both, recursed].reduce((a, b) => g.task(iadd({ a, b })), chosen);
  const last = g.task(lastStep({ x: sum }));
  g.outputs({ total: last.value, where: last.where, mapped });
  return g;
}

export interface Inputs {
  readonly x: number;
  readonly xs: number[];
}

/** What the graph has to give, by plain arithmetic. `where` is left out: only the graph's form tells it. */
export function expectedOf({ x, xs }: Inputs): { total: number; mapped: number[] } {
  const first = stepValue("first", x);
  const evaluated = stepValue("eval", first);
  const times = (count: number, label: string) =>
    Array.from({ length: count }).reduce<number>((value) => stepValue(label, value), first);
  const sum =
    stepValue("chosen", evaluated) +
    times(ROUNDS, "loop") +
    stepValue("slow_left", first) +
    times(DEPTH, "recursion");
  return { total: stepValue("last", sum), mapped: xs.map((one) => stepValue("map", one)) };
}

/** What the rounds of the loop give. */
export function expectedTrace({ x }: Inputs): number[] {
  const one = stepValue("loop", stepValue("first", x));
  return [one, stepValue("loop", one)];
}

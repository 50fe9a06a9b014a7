import {
  bytes,
  defineTask,
  foldGraph,
  graph,
  GraphBuilder,
  type GraphType,
  type PortGraph,
  type Ref,
  type TypedGraph,
} from "@tierkreis/builder";
import { expectTypeOf, it } from "vitest";
import { z } from "zod";

const g = new GraphBuilder({
  inputs: {
    n: z.int(),
    name: z.string(),
    flag: z.boolean(),
    ns: z.array(z.int()),
    names: z.array(z.string()),
  },
  outputs: z.int(),
});
const { n, name, flag, ns, names } = g.inputs;

/** number -> number */
const inc = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
/** { a: number; b?: string } -> { sum: number; text: string } */
const pair = new GraphBuilder({
  inputs: { a: z.int(), b: z.string().optional() },
  outputs: { sum: z.int(), text: z.string() },
});
const label = new GraphBuilder({ inputs: { name: z.string() }, outputs: z.string() });
const nothing = new GraphBuilder({ outputs: z.boolean() });
/** A struct under the single port `value`. */
const struct = new GraphBuilder({
  inputs: z.object({ x: z.int() }),
  outputs: z.object({ y: z.string() }),
});

it("evaluates graphs of one type, of ports, and of nothing", () => {
  expectTypeOf(g.eval(inc, n)).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.eval(inc, 5)).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.eval(inc, { value: n })).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.eval(pair, { a: n, b: name })).toEqualTypeOf<{
    readonly sum: Ref<number>;
    readonly text: Ref<string>;
  }>();
  expectTypeOf(g.eval(pair, { a: 1 }, { breakpoint: true }).text).toEqualTypeOf<Ref<string>>();
  expectTypeOf(g.eval(nothing)).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(g.eval(nothing, {}, { breakpoint: true })).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(g.eval(struct, { x: 1 })).toEqualTypeOf<Ref<{ y: string }>>();
});

it("takes refs that may be missing where an input may be", () => {
  const optional = new GraphBuilder({
    inputs: { b: z.string().optional(), d: z.int().default(3) },
    outputs: z.int(),
  });
  expectTypeOf(optional.eval(pair, { a: optional.inputs.d, b: optional.inputs.b }).sum).toEqualTypeOf<
    Ref<number>
  >();
  expectTypeOf(g.eval(optional)).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.eval(optional, { d: n })).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error A name may not be missing.
  optional.eval(label, { name: optional.inputs.b });
});

it("refuses wrong inputs of a graph", () => {
  expectTypeOf(g.eval(pair, { a: n })).not.toBeAny();
  // @ts-expect-error Its input is missing.
  g.eval(inc);
  // @ts-expect-error A string is no number.
  g.eval(inc, "5");
  // @ts-expect-error A ref to a string is no ref to a number.
  g.eval(inc, name);
  // @ts-expect-error a is missing.
  g.eval(pair, { b: name });
  // @ts-expect-error a is of another type.
  g.eval(pair, { a: name });
  // @ts-expect-error There is no c.
  g.eval(pair, { a: 1, c: 2 });
  // @ts-expect-error It has no inputs.
  g.eval(nothing, { a: 1 });
  // @ts-expect-error A ref to a number is no graph.
  g.eval(n, 5);
});

it("loops over a body that says whether to go on", () => {
  const body = new GraphBuilder({
    inputs: { count: z.int(), limit: z.int(), note: z.string().optional() },
    outputs: { count: z.int(), should_continue: z.boolean(), seen: z.array(z.int()) },
  });
  const looped = g.loop(body, { count: 0, limit: n }, { name: "count", breakpoint: true });
  expectTypeOf(looped).toEqualTypeOf<{
    readonly count: Ref<number>;
    readonly should_continue: Ref<boolean>;
    readonly seen: Ref<number[]>;
  }>();
  // @ts-expect-error limit is missing.
  g.loop(body, { count: 0 });
  // @ts-expect-error There is no input `start`.
  g.loop(body, { count: 0, limit: 1, start: 2 });
  // @ts-expect-error A name is a string.
  g.loop(body, { count: 0, limit: 1 }, { name: 5 });
});

it("refuses loops that can not go on", () => {
  const forever = new GraphBuilder({ outputs: { should_continue: z.literal(true) } });
  expectTypeOf(g.loop(forever)).toEqualTypeOf<{ readonly should_continue: Ref<true> }>();
  // @ts-expect-error It has no output should_continue.
  g.loop(pair, { a: 1 });
  // @ts-expect-error It has no output should_continue.
  g.loop(inc, 1);
  const number = new GraphBuilder({ inputs: { a: z.int() }, outputs: { should_continue: z.int() } });
  // @ts-expect-error should_continue is no boolean.
  g.loop(number, { a: 1 });
  const changing = new GraphBuilder({
    inputs: { a: z.int() },
    outputs: { a: z.string(), should_continue: z.boolean() },
  });
  // @ts-expect-error The output a is a string, and the input a number.
  g.loop(changing, { a: 1 });
});

it("maps graphs over a list, or lists by port", () => {
  expectTypeOf(g.map(inc, ns)).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(g.map(inc, [1, 2], { breakpoint: true })).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(g.map(inc, { value: ns })).toEqualTypeOf<Ref<number[]>>();
  type Pairs = { readonly sum: Ref<number[]>; readonly text: Ref<string[]> };
  expectTypeOf(g.map(pair, { a: ns })).toEqualTypeOf<Pairs>();
  expectTypeOf(g.map(pair, { a: ns, b: names })).toEqualTypeOf<Pairs>();
  expectTypeOf(g.map(pair, { a: ns }, { b: name })).toEqualTypeOf<Pairs>();
  expectTypeOf(g.map(pair, { b: names }, { a: 5 }, { breakpoint: true })).toEqualTypeOf<Pairs>();
  expectTypeOf(g.map(struct, g.const([{ x: 1 }]))).toEqualTypeOf<Ref<{ y: string }[]>>();
});

it("refuses wrong lists", () => {
  expectTypeOf(g.map(pair, { a: [1] })).not.toBeAny();
  // @ts-expect-error A number is no list.
  g.map(inc, n);
  // @ts-expect-error A list of strings is no list of numbers.
  g.map(inc, names);
  // @ts-expect-error One number is no list.
  g.map(inc, { value: n });
  // @ts-expect-error b is to be a list here.
  g.map(pair, { a: ns, b: name });
  // @ts-expect-error a is missing.
  g.map(pair, { b: names });
  // @ts-expect-error a is the same for each, and to be a number.
  g.map(pair, { b: names }, { a: ns });
  // @ts-expect-error There is no c.
  g.map(pair, { a: ns, c: ns });
  // @ts-expect-error There is no c.
  g.map(pair, { a: ns }, { c: 5 });
  // @ts-expect-error A graph of several inputs takes lists by port.
  g.map(pair, ns);
});

it("maps functions that re-wire", () => {
  expectTypeOf(g.map((x) => ({ left: x, right: x }), ns)).toEqualTypeOf<{
    readonly left: Ref<number[]>;
    readonly right: Ref<number[]>;
  }>();
  expectTypeOf(g.map(({ b }) => b, { a: ns, b: names })).toEqualTypeOf<Ref<string[]>>();
  g.map((x) => {
    expectTypeOf(x).toEqualTypeOf<Ref<string>>();
    return x;
  }, names);
  // @ts-expect-error A number is no list.
  g.map((x: Ref<number>) => x, n);
  // @ts-expect-error It has to give elements.
  g.map(() => 5, ns);
});

it("chooses between two values: the type is their union", () => {
  expectTypeOf(g.ifelse(flag, n, name)).toEqualTypeOf<Ref<number | string>>();
  expectTypeOf(g.ifelse(flag, n, 5)).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.eifelse(true, n, n, { breakpoint: true })).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.ifelse(flag, ns, "none")).toEqualTypeOf<Ref<number[] | string>>();
  // @ts-expect-error A number is no predicate.
  g.ifelse(n, 1, 2);
  // @ts-expect-error A string is no predicate.
  g.eifelse("true", 1, 2);
  // @ts-expect-error A branch is missing.
  g.ifelse(flag, 1);
});

it("embeds graphs", () => {
  expectTypeOf(g.embed(inc, n)).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.embed(pair, { a: n }).text).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error a is missing.
  g.embed(pair, {});
  // @ts-expect-error A graph that is a ref can not be copied.
  g.embed(g.graphConst(inc), n);
});

it("refers to the graph itself", () => {
  expectTypeOf(g.eval(pair.ref(), { a: 1 }).sum).toEqualTypeOf<Ref<number>>();
  expectTypeOf(inc.ref()).toExtend<Ref<TypedGraph<number, number>>>();
  expectTypeOf(inc.eval(inc.ref(), inc.inputs)).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error Its input is a number.
  inc.eval(inc.ref(), "5");
  // @ts-expect-error The graph gives a number, not a string.
  const wrong: Ref<TypedGraph<number, string>> = inc.ref();
  expectTypeOf(wrong).not.toBeAny();
});

it("keeps the types of graphs that are values", () => {
  expectTypeOf(g.const(inc)).toExtend<Ref<TypedGraph<number, number>>>();
  expectTypeOf(g.graphConst(pair)).toEqualTypeOf<
    Ref<GraphType<{ a: z.ZodInt; b: z.ZodOptional<z.ZodString> }, { sum: z.ZodInt; text: z.ZodString }>>
  >();
  expectTypeOf(g.eval(g.graphConst(pair), { a: 1 }).text).toEqualTypeOf<Ref<string>>();
  expectTypeOf(g.map(g.graphConst(inc), ns)).toEqualTypeOf<Ref<number[]>>();
  const chosen = g.ifelse(flag, g.graphConst(inc), inc);
  expectTypeOf(g.eval(chosen, 5)).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error Its input is a number.
  g.eval(chosen, "5");
  // @ts-expect-error A number is no graph.
  g.graphConst(5);
});

it("takes graphs as inputs and gives them as outputs", () => {
  const f = graph({ inputs: { x: z.int() }, outputs: z.string() });
  const apply = new GraphBuilder({ inputs: { f, x: z.int() }, outputs: { y: z.string(), f } });
  expectTypeOf(apply.eval(apply.inputs.f, { x: apply.inputs.x })).toEqualTypeOf<Ref<string>>();
  const good = new GraphBuilder({ inputs: { x: z.number() }, outputs: z.string() });
  apply.outputs({ y: "", f: good });
  g.eval(apply, { f: good, x: 1 });
  expectTypeOf(g.eval(g.eval(apply, { f: g.const(good), x: n }).f, { x: 1 })).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error inc takes another input and gives a number.
  g.eval(apply, { f: inc, x: 1 });
  const wrongOutput = new GraphBuilder({ inputs: { x: z.int() }, outputs: z.int() });
  // @ts-expect-error It gives a number.
  g.eval(apply, { f: g.const(wrongOutput), x: 1 });
  const make = defineTask({ worker: "w", name: "make", inputs: { f }, outputs: f });
  expectTypeOf(g.eval(g.task(make({ f: good })), { x: 1 })).toEqualTypeOf<Ref<string>>();
});

it("takes graphs whose types were said by hand", () => {
  const byHand = inc as unknown as TypedGraph<{ a: number; b: Uint8Array }, boolean>;
  expectTypeOf(g.eval(byHand, { a: 1, b: g.const(new Uint8Array()) })).toEqualTypeOf<Ref<boolean>>();
  const single = inc as unknown as TypedGraph<Uint8Array, { x: number[]; y: string }>;
  expectTypeOf(g.eval(single, new Uint8Array())).toEqualTypeOf<{
    readonly x: Ref<number[]>;
    readonly y: Ref<string>;
  }>();
  // @ts-expect-error b is missing.
  g.eval(byHand, { a: 1 });
});

it("fixes inputs, at once and later", () => {
  const fixed = g.partial(pair, { b: "x" });
  expectTypeOf(fixed).toEqualTypeOf<
    PortGraph<{ readonly a: number }, { readonly sum: number; readonly text: string }>
  >();
  expectTypeOf(g.eval(fixed, { a: 1 }).sum).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.map(fixed, { a: ns }).sum).toEqualTypeOf<Ref<number[]>>();
  const later = g.partial(pair, { a: n });
  expectTypeOf(g.eval(later).sum).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.eval(g.partial(g.graphConst(pair), { a: 5 }), { b: name }).text).toEqualTypeOf<
    Ref<string>
  >();
  // @ts-expect-error There is no c.
  g.partial(pair, { c: 1 });
  // @ts-expect-error a is a number.
  g.partial(pair, { a: "x" });
  // @ts-expect-error a is a number.
  g.partial(pair, { a: name });
  // @ts-expect-error a is fixed.
  g.eval(g.partial(pair, { a: 1 }), { a: 2 });
});

it("folds", () => {
  const add = new GraphBuilder({ inputs: { accum: z.string(), value: z.int() }, outputs: z.string() });
  const fold = foldGraph(add);
  expectTypeOf(fold).toExtend<TypedGraph<{ initial: string; values: number[] }, string>>();
  expectTypeOf(g.eval(fold, { initial: "", values: ns })).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error The values are numbers.
  g.eval(fold, { initial: "", values: names });
  // @ts-expect-error It takes neither accum nor value.
  foldGraph(inc);
  const other = new GraphBuilder({ inputs: { accum: z.string(), value: z.int() }, outputs: z.int() });
  // @ts-expect-error It gives a number, where accum is a string.
  foldGraph(other);
});

it("keeps the type behind a breakpoint", () => {
  expectTypeOf(g.breakpoint(names)).toEqualTypeOf<Ref<string[]>>();
  expectTypeOf(g.breakpoint(inc.ref())).toExtend<Ref<TypedGraph<number, number>>>();
  g.outputs(n, { breakpoint: true });
  const tee = defineTask({ worker: "w", name: "tee", inputs: { x: bytes() }, outputs: bytes() });
  g.task(tee({ x: new Uint8Array() }), { breakpoint: true, retry: 2 });
  // @ts-expect-error A plain value is no ref.
  g.breakpoint(5);
});

import { GraphBuilder, type Ref } from "@tierkreis/builder";
import { expect, it } from "vitest";
import { z } from "zod";
import { expectInvalid } from "./support/expect-invalid.ts";
import { throughText } from "./support/same-shape.ts";
import { iadd } from "../../../scripts/testing/built-graphs/tasks.ts";

const int = z.int();
const ints = z.array(int);

function pair() {
  const g = new GraphBuilder({ inputs: { a: int, b: int }, outputs: { sum: int, a: int } });
  g.outputs({ sum: g.task(iadd(g.inputs)), a: g.inputs.a });
  return g;
}

it("unfolds each list, and folds each output", () => {
  const g = new GraphBuilder({ inputs: { xs: ints, y: int }, outputs: { sum: ints, a: ints } });
  g.outputs(g.map(pair(), { a: g.inputs.xs }, { b: g.inputs.y }, { breakpoint: true }));
  const graph = throughText(g);
  expect(graph.nodes.slice(3)).toMatchObject([
    { function_name: "builtins.unfold_values", inputs: { value: [0, "xs"] }, outputs: { "*": [4] } },
    {
      type: "map",
      body: [2, "value"],
      inputs: { a: [3, "*"], b: [1, "y"] },
      outputs: { "sum-*": [5], "a-*": [6] },
    },
    { function_name: "builtins.fold_values", inputs: { values_glob: [4, "sum-*"] } },
    { function_name: "builtins.fold_values", inputs: { values_glob: [4, "a-*"] } },
    { type: "output", inputs: { sum: [5, "value"], a: [6, "value"] } },
  ]);
  expect(graph.node_metadata).toEqual({
    3: { is_hidden: true },
    4: { has_breakpoint: true },
    5: { is_hidden: true },
    6: { is_hidden: true },
  });
});

it("takes plain lists, with elements of the declared type", () => {
  const half = new GraphBuilder({ inputs: z.number(), outputs: z.number() });
  half.outputs(half.inputs);
  const g = new GraphBuilder({ outputs: z.array(z.number()) });
  g.map(half, { value: [1] });
  g.outputs(g.map(half, [3, 4.5], { breakpoint: true }));
  const lists = throughText(g).nodes.filter((node) => node.type === "const" && Array.isArray(node.value));
  expect(JSON.stringify(lists)).toMatch(/1\.0.*3\.0.*4\.5/);
});

it("refuses what is no map", () => {
  const g = new GraphBuilder({ inputs: ints, outputs: ints });
  const cast = (given: object) => given as { a: Ref<number[]> };
  expectInvalid(() => g.map(pair(), {}, { a: 1, b: 1 }), /list/);
  expectInvalid(
    () => g.map(pair(), cast({ a: g.inputs }), cast({}) as unknown as { b: number }),
    /needs "b"/,
  );
  expectInvalid(() => g.map(pair(), cast({ a: g.inputs, c: g.inputs }), { b: 1 }), /no port "c"/);
  expectInvalid(() => g.map(pair(), { a: g.inputs }, { a: 5, b: 1 } as { b: number }), /"a" twice/);
});

it("adds no node for a function that re-wires", () => {
  const g = new GraphBuilder({ inputs: { xs: ints, ys: ints }, outputs: { left: ints, right: ints } });
  const { xs, ys } = g.inputs;
  const swapped = g.map(({ xs: x, ys: y }) => ({ left: y, right: x }), { xs, ys });
  g.outputs(g.map(({ left, right }) => ({ left: right, right: left }), swapped));
  expect(throughText(g).nodes).toMatchObject([
    { type: "input" },
    { type: "input" },
    { type: "output", inputs: { left: [0, "xs"], right: [1, "ys"] } },
  ]);
});

it("refuses a function that does more than re-wire", () => {
  const g = new GraphBuilder({ inputs: ints, outputs: ints });
  expect(() => g.map((x) => g.task(iadd({ a: x, b: 1 })), g.inputs)).toThrow(/can only re-wire/);
  expectInvalid(() => g.map(() => g.const(1), g.inputs), /can only give back elements/);
  expectInvalid(
    () => g.map((x) => ({ x, one: 1 }) as unknown as { x: typeof x }, g.inputs),
    /can only give back/,
  );
});

it("folds the outputs of a graph whose ports nobody said when they are asked for", () => {
  const g = new GraphBuilder({
    inputs: { xs: ints, body: z.unknown() },
    outputs: { sum: ints, value: ints },
  });
  const body = g.inputs.body as unknown as ReturnType<ReturnType<typeof pair>["ref"]>;
  const lists = g.map(body, { a: g.inputs.xs }, { b: 1 });
  g.outputs({ sum: lists.sum, value: lists as unknown as Ref<number[]> });
  expect(lists.sum).toBe(lists.sum);
  const folds = throughText(g).nodes.filter(
    (node) => node.type === "function" && node.function_name === "builtins.fold_values",
  );
  expect(folds.map(({ inputs }) => inputs)).toEqual([
    { values_glob: [4, "sum-*"] },
    { values_glob: [4, "value-*"] },
  ]);
});

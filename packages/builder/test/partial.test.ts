import { foldGraph, graph, GraphBuilder, type Ref } from "@tierkreis/builder";
import { expect, it } from "vitest";
import { z } from "zod";
import { expectInvalid } from "./support/expect-invalid.ts";
import { throughText } from "./support/same-shape.ts";
import { iadd } from "../../../scripts/testing/built-graphs/tasks.ts";

const int = z.int();

function sum() {
  const g = new GraphBuilder({
    inputs: { a: int, b: int, x: z.number() },
    outputs: { sum: int, x: z.number() },
  });
  g.outputs({ sum: g.task(iadd({ a: g.inputs.a, b: g.inputs.b })), x: g.inputs.x });
  return g;
}

it("makes consts of the inputs that are fixed with plain values", () => {
  const g = new GraphBuilder({ outputs: int });
  const fixed = throughText(g.partial(sum(), { a: 5, x: 1 }));
  expect(fixed.nodes).toMatchObject([
    { type: "const", value: 5 },
    { type: "input", name: "b" },
    { type: "const" },
    { type: "function", inputs: { a: [0, "value"], b: [1, "b"] } },
    { type: "output", inputs: { sum: [3, "value"], x: [2, "value"] } },
  ]);
  expect(fixed.graph_inputs).toEqual(["b"]);
  expect(Object.keys(fixed.interface?.inputs ?? {})).toEqual(["b"]);
  expect(Object.keys(fixed.interface?.outputs ?? {})).toEqual(["sum", "x"]);
  expect(JSON.stringify(fixed.nodes[2])).toContain("1.0");
});

it("is fixed again, run, mapped and held like any graph", () => {
  const g = new GraphBuilder({ inputs: z.array(int), outputs: z.array(int) });
  const one = g.partial(g.partial(sum(), { x: 1 }), { a: 5 });
  g.graphConst(one);
  g.outputs(g.map(one, { b: g.inputs }).sum);
  expect(throughText(g).nodes[1]).toMatchObject({ value: { graph_inputs: ["b"] }, outputs: { value: [3] } });
});

it("keeps the whole graph for calls of itself", () => {
  const body = new GraphBuilder({ inputs: { a: int, b: int }, outputs: int });
  body.outputs(body.eval(body.ref(), { a: body.inputs.b, b: body.inputs.a }));
  const { nodes } = throughText(new GraphBuilder({ outputs: int }).partial(body, { a: 5 }));
  expect(nodes[3]).toMatchObject({ graph: [2, "value"], inputs: { a: [1, "b"], b: [0, "value"] } });
  expect(nodes[2]).toMatchObject({ value: { graph_inputs: ["a", "b"] } });
});

it("is a task when the values or the graph are not there yet", () => {
  const type = graph({ inputs: { a: int, x: z.number() }, outputs: int });
  const g = new GraphBuilder({ inputs: { f: type, n: int }, outputs: { x: int, y: z.number() } });
  const late = g.partial(g.inputs.f, { a: 5 });
  const other = g.partial(sum(), { a: g.inputs.n, x: 1 });
  g.outputs({ x: g.eval(late, { x: 0.5 }), y: g.eval(other, { b: 1 }).x });
  const tasks = throughText(g).nodes.filter((node) => node.type === "function");
  expect(tasks).toMatchObject([
    {
      function_name: "builtins.partial",
      inputs: { graph: [0, "f"], a: [2, "value"] },
      outputs: { value: [8] },
    },
    { function_name: "builtins.partial", inputs: { graph: [4, "value"], a: [1, "n"], x: [5, "value"] } },
  ]);
});

it("refuses to fix what is not there, and a port called graph later", () => {
  const g = new GraphBuilder({ inputs: int, outputs: int });
  const cast = (given: object) => given as { a: number };
  expectInvalid(() => g.partial(sum(), cast({ c: 1 })), /no input "c"/);
  expectInvalid(() => g.partial(g.graphConst(sum()), cast({ c: 1 })), /no input "c"/);
  const named = new GraphBuilder({ inputs: { graph: int }, outputs: int });
  named.outputs(named.inputs.graph);
  expectInvalid(() => g.partial(named, { graph: g.inputs }), /"graph"/);
  expect(throughText(g.partial(named, { graph: 1 })).graph_inputs).toEqual([]);
});

it("types a fold by the function", () => {
  type Tree = { readonly left?: Tree | undefined };
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ left: tree.optional() }));
  const of = (value: z.ZodType) => {
    const f = new GraphBuilder({ inputs: { accum: z.string(), value }, outputs: z.string() });
    f.outputs(f.inputs.accum);
    const { types, interface: face } = throughText(foldGraph(f));
    const typeOf = (port: "initial" | "values") => types?.[face?.inputs[port]?.type ?? -1];
    return [typeOf("initial"), typeOf("values"), types?.[face?.outputs["value"]?.type ?? -1]];
  };
  const text = { type: "string" };
  expect(of(z.number())).toEqual([text, { type: "array", items: { type: "number" } }, text]);
  // A type that contains itself stands for nothing else inside another one.
  expect(of(tree)).toEqual([text, { type: "array" }, text]);
});

it("folds in a graph, with plain values", () => {
  const f = new GraphBuilder({ inputs: { accum: z.number(), value: z.number() }, outputs: z.number() });
  f.outputs(f.inputs.accum);
  const g = new GraphBuilder({ outputs: z.number() });
  const folded: Ref<number> = g.eval(foldGraph(f), { initial: 0, values: [1, 2] });
  g.outputs(folded);
  expect(JSON.stringify(throughText(g).nodes.slice(1, 3))).toMatch(/0\.0.*1\.0.*2\.0/);
});

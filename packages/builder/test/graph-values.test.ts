import { defineTask, graph, GraphBuilder } from "@tierkreis/builder";
import { graph as untracked, type Graph } from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { expectInvalid } from "./support/expect-invalid.ts";
import { isDocument, throughText } from "./support/same-shape.ts";
import { iadd } from "../../../scripts/testing/built-graphs/tasks.ts";

const int = z.int();

function sum() {
  const g = new GraphBuilder({ inputs: { a: int, b: z.number() }, outputs: { a: int, b: int } });
  g.outputs({ a: g.task(iadd({ a: g.inputs.a, b: 1 })), b: 2 });
  return g;
}
const sumType = graph({ inputs: { a: int, b: z.number() }, outputs: { a: int, b: int } });

it("holds a graph once, however often and in whichever way it is used", () => {
  const apply = defineTask({ worker: "w", name: "apply", inputs: { f: sumType }, outputs: sumType });
  const body = sum();
  const g = new GraphBuilder({ outputs: { f: sumType, a: int } });
  const { a } = g.eval(body, { a: 1, b: 1 });
  g.eval(g.graphConst(body), { a: 1, b: 1 });
  g.eval(g.const(body), { a: 1, b: 1 });
  g.task(apply({ f: body }));
  g.outputs({ f: body, a });
  const graphs = throughText(g).nodes.filter((node) => node.type === "const" && isDocument(node.value));
  expect(graphs).toHaveLength(1);
  expect(graphs[0]?.outputs["value"]).toHaveLength(5);
});

it("knows the ports of graphs that are inputs, task outputs, partial or the graph itself", () => {
  const make = defineTask({
    worker: "w",
    name: "make",
    inputs: {},
    outputs: { f: sumType.describe("sums") },
  });
  const g = new GraphBuilder({ inputs: { f: sumType.describe("first"), b: z.number() }, outputs: int });
  const refs = [g.inputs.f, g.task(make()).f, g.graphConst(sum()), g.partial(g.graphConst(sum()), {})];
  for (const f of refs) expect(Object.keys(g.eval(f, { a: 1, b: 3 }))).toEqual(["a", "b"]);
  expect(Object.keys(g.eval(g.partial(g.inputs.f, { b: 3 }), { a: 1 }))).toEqual(["a", "b"]);
  expectInvalid(() => g.eval(g.inputs.f, { a: 1 } as { a: number; b: number }), /needs "b"/);
  g.outputs(g.eval(g.ref(), { f: g.inputs.f, b: 3 }));
  expect(JSON.stringify(throughText(g).nodes.filter(({ type }) => type === "const"))).toContain("3.0");
});

it("gives the outputs of a graph whose ports nobody said when they are asked for", () => {
  const type = untracked({ inputs: { a: int }, outputs: { node: int, owner: z.array(int) } });
  const g = new GraphBuilder({ inputs: { f: type }, outputs: { node: int, owner: z.array(int) } });
  const given = g.eval(g.inputs.f, { a: 1 });
  g.outputs(given);
  expect(throughText(g).nodes.at(-1)?.inputs).toEqual({ node: [2, "node"], owner: [2, "owner"] });
});

it("gives the single output of such a graph as a ref, which goes wherever refs go", async () => {
  const type = untracked({ inputs: int, outputs: int });
  const g = new GraphBuilder({ inputs: { f: type, p: z.boolean() }, outputs: { x: int, y: int, z: int } });
  const x = g.eval(g.inputs.f, 1);
  const inner = new GraphBuilder({ inputs: { x: int }, outputs: int });
  inner.outputs(inner.inputs.x);
  await expect(Promise.resolve(x)).resolves.toBe(x);
  g.outputs({
    x,
    y: g.eval(inner, { x }),
    z: g.breakpoint(g.ifelse(g.inputs.p, x, g.task(iadd({ a: x, b: x })))),
  });
  expect(throughText(g).nodes[3]?.outputs).toEqual({ value: [5, 6, 7, 9] });
  const other = new GraphBuilder({ outputs: int });
  expect(() => other.breakpoint(x)).toThrow(expect.objectContaining({ code: "TKR_GRAPH_FOREIGN_REF" }));
});

it("refers to itself by the name of the graph among its inputs", () => {
  const g = new GraphBuilder({ inputs: int, outputs: int });
  g.outputs(g.eval(g.ref(), g.inputs));
  expect(throughText(g).nodes[1]).toMatchObject({ graph: [-1, "body"], outputs: { value: [2] } });
  expectInvalid(() => new GraphBuilder({ inputs: { body: int }, outputs: int }).ref(), /"body"/);
});

it("takes a document of another origin, which declares no types", () => {
  const document: Graph = { ...sum().getData(), types: [], interface: undefined };
  const loaded = { getData: () => document };
  const g = new GraphBuilder({ outputs: { a: int, b: int } });
  g.outputs(g.eval(loaded as unknown as ReturnType<typeof sum>, { a: 1, b: 3 }));
  expectInvalid(() => g.eval(loaded as unknown as ReturnType<typeof sum>, { a: 1 } as never), /needs "b"/);
  expect(() => throughText(g)).not.toThrow();
});

it("refuses refs in a const, at any place", () => {
  const g = new GraphBuilder({
    inputs: { n: int, f: untracked({ inputs: {}, outputs: int }) },
    outputs: z.unknown(),
  });
  const open = g.eval(g.inputs.f, {});
  for (const value of [g.inputs.n, open, [g.inputs.n], { a: [{ b: open }] }])
    expect(() => g.const(value)).toThrow(expect.objectContaining({ code: "TKR_VALUE_INVALID" }));
  expect(() => g.outputs({ list: [g.inputs.n] })).toThrow(/refs/);
});

it("takes an optional input wherever one may be missing", () => {
  const inner = new GraphBuilder({ inputs: { a: int, b: int.optional() }, outputs: int });
  inner.outputs(inner.inputs.a);
  const g = new GraphBuilder({ inputs: { b: int.optional() }, outputs: int });
  g.outputs(g.eval(inner, { a: 1, b: g.inputs.b }));
  expect(throughText(g).nodes[3]?.inputs).toEqual({ a: [2, "value"], b: [0, "b"] });
});

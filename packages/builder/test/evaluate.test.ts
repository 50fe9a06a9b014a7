import { GraphBuilder } from "@tierkreis/builder";
import { expect, it } from "vitest";
import { z } from "zod";
import { expectInvalid } from "./support/expect-invalid.ts";
import { throughText } from "./support/same-shape.ts";
import { iadd } from "../../../scripts/testing/built-graphs/tasks.ts";

const int = z.int();

function sum() {
  const g = new GraphBuilder({ inputs: { a: int, b: int.optional() }, outputs: int });
  g.outputs(g.task(iadd({ a: g.inputs.a, b: 1 })));
  return g;
}

function counter() {
  const g = new GraphBuilder({
    inputs: { n: int, step: int },
    outputs: { n: int, should_continue: z.boolean() },
  });
  g.outputs({ n: g.task(iadd({ a: g.inputs.n, b: g.inputs.step })), should_continue: false });
  return g;
}

it("evaluates a graph that is a const beside it", () => {
  const g = new GraphBuilder({ inputs: int, outputs: int });
  const body = sum();
  g.outputs(g.eval(body, { a: g.inputs }));
  const { nodes } = throughText(g);
  expect(nodes.map(({ type }) => type)).toEqual(["input", "const", "eval", "output"]);
  expect(nodes[1]).toMatchObject({
    value: { graph_inputs: ["a", "b"], graph_output_idx: 4 },
    outputs: { value: [2] },
  });
  expect(nodes[2]).toMatchObject({
    graph: [1, "value"],
    inputs: { a: [0, "value"] },
    outputs: { value: [3] },
  });
});

it("gives plain inputs the types that the body declares", () => {
  const half = new GraphBuilder({ inputs: { x: z.number() }, outputs: z.number() });
  half.outputs(half.inputs.x);
  const g = new GraphBuilder({ outputs: z.number() });
  g.outputs(g.eval(half, { x: 3 }));
  expect(JSON.stringify(throughText(g).nodes[1])).toContain("3.0");
});

it("takes a single input alone or by port, also a struct", () => {
  const body = new GraphBuilder({ inputs: z.object({ value: int }), outputs: int });
  body.outputs(1);
  const g = new GraphBuilder({ inputs: z.object({ value: int }), outputs: int });
  g.eval(body, g.inputs);
  g.eval(body, { value: g.inputs });
  g.eval(body, { value: 5 });
  g.outputs(1);
  const evals = throughText(g).nodes.filter((node) => node.type === "eval");
  expect(evals.map(({ inputs }) => inputs)).toEqual([
    { value: [0, "value"] },
    { value: [0, "value"] },
    { value: [4, "value"] },
  ]);
  expect(g.getData().nodes[4]).toMatchObject({ type: "const", value: { value: 5 } });
});

it("gives the outputs of one graph to another that takes them", () => {
  const pass = new GraphBuilder({ inputs: { a: int, b: int }, outputs: { a: int, b: int } });
  pass.outputs(pass.inputs);
  const g = new GraphBuilder({ outputs: { a: int, b: int } });
  g.outputs(g.eval(pass, g.eval(pass, { a: 1, b: 2 })));
  expect(throughText(g).nodes.at(-2)).toMatchObject({ inputs: { a: [3, "a"], b: [3, "b"] } });
});

it("loops with a name, or none", () => {
  const g = new GraphBuilder({ outputs: int });
  const body = counter();
  const first = g.loop(body, { n: 0, step: 1 }, { name: "up" });
  const second = g.loop(body, { n: first.n, step: 1 }, { name: "up", breakpoint: true });
  g.outputs(g.loop(body, { n: second.n, step: 1 }).n);
  const graph = throughText(g);
  const loops = graph.nodes.flatMap((node, index) => (node.type === "loop" ? [{ ...node, index }] : []));
  expect(loops.map(({ name, continue_port, body: of }) => [name, continue_port, of])).toEqual([
    ["up", "should_continue", [0, "value"]],
    ["up", "should_continue", [0, "value"]],
    [null, "should_continue", [0, "value"]],
  ]);
  expect(graph.named_nodes).toEqual({ up: loops[1]?.index });
  expect(graph.node_metadata).toEqual({ [String(loops[1]?.index)]: { has_breakpoint: true } });
  expect(graph.nodes[0]?.outputs).toEqual({ value: loops.map(({ index }) => index) });
});

it("refuses wrong inputs that a cast has let through", () => {
  const g = new GraphBuilder({ outputs: int });
  const body = sum();
  const cast = (given: object) => given as { a: number };
  expectInvalid(() => g.eval(body, cast({})), /needs "a"/);
  expectInvalid(() => g.eval(body, cast({ a: 1, c: 1 })), /no port "c"/);
  expect(() => g.eval(body, { a: new GraphBuilder({ outputs: int }).const(1) })).toThrow(
    expect.objectContaining({ code: "TKR_GRAPH_FOREIGN_REF" }),
  );
});

it("refuses a body without outputs, and the graph itself", () => {
  const g = new GraphBuilder({ inputs: int, outputs: int });
  expectInvalid(() => g.eval(new GraphBuilder({ outputs: int })), /without outputs/);
  expectInvalid(() => g.const(new GraphBuilder({ outputs: int })), /without outputs/);
  expectInvalid(() => g.eval(g, 1), /takes ref\(\)/);
});

import { bytes, defineTask, GraphBuilder } from "@tierkreis/builder";
import { expect, it } from "vitest";
import { z } from "zod";
import { expectInvalid } from "./support/expect-invalid.ts";
import { throughText } from "./support/same-shape.ts";
import { iadd } from "../../../scripts/testing/built-graphs/tasks.ts";

const int = z.int();

it("copies what the outputs need, with types, policy and breakpoints", () => {
  const sign = defineTask({
    worker: "w",
    name: "sign",
    inputs: { key: bytes() },
    outputs: { text: z.string() },
  });
  const other = new GraphBuilder({ inputs: { n: int, key: bytes() }, outputs: { n: int, text: z.string() } });
  other.task(iadd({ a: other.inputs.n, b: 100 }));
  const { text } = other.task(sign({ key: other.inputs.key }), { retry: 2, breakpoint: true });
  other.outputs({ text, n: other.inputs.n });

  const g = new GraphBuilder({
    inputs: { x: int, flag: z.boolean() },
    outputs: { n: int, text: z.string() },
  });
  g.outputs(g.embed(other, { n: g.inputs.x, key: new Uint8Array([1]) }));
  const graph = throughText(g);
  expect(graph.nodes.map(({ type }) => type)).toEqual(["input", "input", "const", "function", "output"]);
  const [, , , copied, output] = graph.nodes;
  expect(copied).toMatchObject({
    inputs: { key: [2, "value"] },
    outputs: { text: [4] },
    policy: { retry: 2 },
  });
  expect(copied?.type === "function" && graph.types?.[copied.ports?.inputs["key"]?.type ?? -1]).toMatchObject(
    {
      "x-tierkreis": "bytes",
    },
  );
  expect(output?.inputs).toEqual({ n: [0, "x"], text: [3, "text"] });
  expect(graph.node_metadata).toEqual({ 3: { has_breakpoint: true } });
});

it("keeps the graph that a copied node refers to as itself", () => {
  const other = new GraphBuilder({ inputs: int, outputs: int });
  other.outputs(other.eval(other.ref(), other.inputs));
  const g = new GraphBuilder({ inputs: int, outputs: { a: int, b: int } });
  g.outputs({ a: g.embed(other, g.inputs), b: g.embed(other, 5) });
  const { nodes } = throughText(g);
  expect(nodes.map(({ type }) => type)).toEqual(["input", "const", "eval", "const", "eval", "output"]);
  expect(nodes[2]).toMatchObject({ graph: [1, "value"], inputs: { value: [0, "value"] } });
  expect(nodes[4]).toMatchObject({ graph: [1, "value"], inputs: { value: [3, "value"] } });
  expect(nodes[1]).toMatchObject({ value: { graph_output_idx: 2 } });
});

it("leaves out optional inputs that are not given, where it can", () => {
  const task = defineTask({ worker: "w", name: "t", inputs: { a: int.optional() }, outputs: int });
  const other = new GraphBuilder({ inputs: { a: int.optional() }, outputs: int });
  other.outputs(other.task(task({ a: other.inputs.a })));
  const g = new GraphBuilder({ outputs: int });
  g.outputs(g.embed(other));
  expect(throughText(g).nodes[0]).toMatchObject({ function_name: "w.t", inputs: {} });

  const choosing = new GraphBuilder({ inputs: { p: z.boolean().optional() }, outputs: int });
  choosing.outputs(choosing.ifelse(choosing.inputs.p as never, 1, 2));
  expectInvalid(() => new GraphBuilder({ outputs: int }).embed(choosing), /needs its input "p"/);
});

it("copies a long graph", () => {
  const other = new GraphBuilder({ inputs: int, outputs: int });
  let n = other.inputs;
  for (let i = 0; i < 20_000; i++) n = other.task(iadd({ a: n, b: n }));
  other.outputs(n);
  const g = new GraphBuilder({ inputs: int, outputs: int });
  g.outputs(g.embed(other, g.inputs));
  expect(g.getData().nodes).toHaveLength(20_002);
});

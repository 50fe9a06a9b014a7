import { GraphBuilder } from "@tierkreis/builder";
import { expect, it } from "vitest";
import { z } from "zod";
import { pythonGraphs } from "../../../scripts/testing/built-graphs/python-graphs.ts";
import { throughText } from "./support/same-shape.ts";

it("chooses lazily and eagerly, with predicate and branches counted as consumers", () => {
  const g = new GraphBuilder({ inputs: { p: z.boolean(), x: z.int() }, outputs: { a: z.int(), b: z.int() } });
  const { p, x } = g.inputs;
  g.outputs({ a: g.ifelse(p, x, 5), b: g.eifelse(p, x, x, { breakpoint: true }) });
  const { nodes, node_metadata } = throughText(g);
  expect(nodes).toMatchObject([
    { outputs: { p: [3, 4] } },
    { outputs: { x: [3, 4] } },
    { type: "const", outputs: { value: [3] } },
    { type: "ifelse", pred: [0, "p"], if_true: [1, "x"], if_false: [2, "value"], inputs: {} },
    { type: "eifelse", pred: [0, "p"], if_true: [1, "x"], if_false: [1, "x"], inputs: {} },
    { type: "output" },
  ]);
  expect(node_metadata).toEqual({ 4: { has_breakpoint: true } });
});

it("puts a node between a choice and the graph itself, which is none", () => {
  const g = new GraphBuilder({ inputs: z.boolean(), outputs: z.unknown() });
  g.outputs(g.ifelse(g.inputs, g.ref(), g.ref()));
  expect(throughText(g).nodes.slice(1)).toMatchObject([
    { function_name: "builtins.tkr_id", inputs: { value: [-1, "body"] } },
    { function_name: "builtins.tkr_id", inputs: { value: [-1, "body"] } },
    { type: "ifelse", if_true: [1, "value"], if_false: [2, "value"] },
    { type: "output" },
  ]);
});

it("evaluates the graph that was chosen", () => {
  const g = new GraphBuilder({ inputs: z.boolean(), outputs: z.int() });
  g.outputs(g.eval(g.ifelse(g.inputs, g.graphConst(pythonGraphs.embed), pythonGraphs.recursion_20), 5));
  expect(throughText(g).nodes.at(-2)).toMatchObject({
    type: "eval",
    graph: [3, "value"],
    inputs: { value: [4, "value"] },
  });
});

it("marks nodes as breakpoints, or puts one behind a value", () => {
  const g = new GraphBuilder({ inputs: z.int(), outputs: z.int() });
  g.outputs(g.breakpoint(g.inputs), { breakpoint: true });
  const { nodes, node_metadata } = throughText(g);
  expect(nodes[1]).toMatchObject({ function_name: "builtins.tkr_id", inputs: { value: [0, "value"] } });
  expect(node_metadata).toEqual({ 1: { has_breakpoint: true }, 2: { has_breakpoint: true } });
});

it("says nothing of nodes that nothing is to be said of", () => {
  const g = new GraphBuilder({ outputs: z.int() });
  g.outputs(1, { breakpoint: false });
  expect(g.getData()).not.toHaveProperty("node_metadata");
});

import { builtinsExecutor } from "@tierkreis/builtins";
import { GraphValue, jsonToValue, toGraph, type Graph, type Json, type Value } from "@tierkreis/core";
import { expect, it } from "vitest";

const difference = toGraph({
  nodes: [
    { type: "input", name: "a" },
    { type: "input", name: "b" },
    { type: "function", function_name: "builtins.isubtract", inputs: { a: [0, "a"], b: [1, "b"] } },
    { type: "eval", graph: [-1, "body"], inputs: { a: [-1, "a"], b: [2, "value"] } },
    { type: "output", inputs: { value: [2, "value"], again: [3, "value"], direct: [-1, "a"] } },
  ],
  graph_output_idx: 4,
  graph_inputs: ["a", "b"],
});

function partial(inputs: Readonly<Record<string, Value>>): Graph {
  const { value } = builtinsExecutor().pure?.("builtins", "partial")?.(inputs) ?? {};
  if (!(value instanceof GraphValue)) throw new Error("It gave no graph.");
  return value.graph;
}

it("gives the graph of the inputs that are left, with the others as consts", () => {
  const graph = partial({ graph: new GraphValue(difference), a: 5 });
  expect(() => toGraph(JSON.parse(JSON.stringify(graph)))).not.toThrow();
  expect(graph.graph_inputs).toEqual(["b"]);
  expect(graph.nodes[0]).toMatchObject({ type: "const", value: 5 });
  expect(graph.nodes[2]).toMatchObject({ inputs: { a: [0, "value"], b: [1, "b"] } });
});

it("fixes what is read without an input node, and lets a graph that calls itself take all its inputs", () => {
  const graph = partial({ graph: new GraphValue(difference), a: 5 });
  expect(graph.nodes[3]).toMatchObject({ type: "eval", graph: [6, "value"], inputs: { a: [5, "value"] } });
  expect(graph.nodes[5]).toMatchObject({ type: "const", value: 5 });
  expect(graph.nodes[6]).toMatchObject({ type: "const", value: { graph_inputs: ["a", "b"] } });
});

it("takes a graph that was read as data, and leaves the one it was given as it is", () => {
  const before = JSON.stringify(difference);
  expect(partial({ graph: jsonToValue(difference as unknown as Json), b: 1 }).graph_inputs).toEqual(["a"]);
  expect(JSON.stringify(difference)).toBe(before);
});

it("refuses what is no graph, and inputs that the graph does not have", () => {
  expect(() => partial({ graph: 1, a: 1 })).toThrow(expect.objectContaining({ code: "TKR_VALUE_TYPE" }));
  expect(() => partial({ graph: new GraphValue(difference), c: 1 })).toThrow(
    /no input "c" to fix; it has a, b/,
  );
});

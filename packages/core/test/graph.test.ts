import { findGraphProblems, parseGraph, stringifyGraph, toGraph, type TierkreisError } from "@tierkreis/core";
import { expect, it } from "vitest";

interface Document {
  nodes: Record<string, unknown>[];
  graph_output_idx: number | null;
}

const input = { type: "input", name: "x", inputs: {}, outputs: { x: 1 } };
const task = { type: "function", function_name: "w.f", inputs: { a: [0, "x"] }, outputs: { value: [2] } };
const output = { type: "output", inputs: { value: [1, "value"] }, outputs: {} };
const good: Document = { nodes: [input, task, output], graph_output_idx: 2 };

function problem(document: unknown): TierkreisError {
  try {
    toGraph(document);
  } catch (error) {
    return error as TierkreisError;
  }
  throw new Error("the graph was taken");
}

it("reads consumers given as one index or as a list", () => {
  const graph = toGraph(good);
  expect(graph.nodes.map((node) => node.outputs)).toEqual([{ x: [1] }, { value: [2] }, {}]);
  expect(findGraphProblems(graph)).toEqual([]);
});

it("keeps number tokens of consts through its JSON", () => {
  const text = `{"nodes":[{"type":"const","value":[1.0,1,12345678901234567890],"inputs":{},"outputs":{}},{"type":"output","inputs":{"value":[0,"value"]},"outputs":{}}],"graph_output_idx":1}`;
  expect(stringifyGraph(parseGraph(text)).replaceAll(/\s/g, "")).toContain(
    '"value":[1.0,1,12345678901234567890]',
  );
  expect(JSON.stringify(parseGraph(text))).toContain('"value":[1.0,1,12345678901234567890]');
});

it.each<[string, unknown, number | undefined, RegExp]>([
  [
    "an unknown node type",
    { ...good, nodes: [input, { ...task, type: "fucntion" }, output] },
    1,
    /node 1: unknown node type "fucntion"/,
  ],
  [
    "a reference to no node",
    { ...good, nodes: [input, { ...task, inputs: { a: [7, "x"] } }, output] },
    1,
    /node 1: .*"a" takes a value of node 7, which does not exist/,
  ],
  [
    "a reference to no output",
    { ...good, nodes: [input, { ...task, inputs: { a: [0, "y"] } }, output] },
    1,
    /output "y" of node 0 \(input\), which has no such output: it has "x"/,
  ],
  [
    "a cycle",
    { ...good, nodes: [input, { ...task, inputs: { a: [1, "value"] } }, output] },
    1,
    /cycle of nodes 1 -> 1/,
  ],
  ["no output node", { ...good, graph_output_idx: null }, undefined, /no output node/],
  ["an output index that is none", { ...good, graph_output_idx: 1 }, 1, /no output node/],
  ["two output nodes", { ...good, nodes: [...good.nodes, output] }, 3, /second output node/],
  [
    "a function without worker",
    { ...good, nodes: [input, { ...task, function_name: "f" }, output] },
    1,
    /names no worker/,
  ],
  [
    "a worker that climbs out",
    { ...good, nodes: [input, { ...task, function_name: "../x.f" }, output] },
    1,
    /no worker name/,
  ],
  [
    "a hostile port",
    { ...good, nodes: [input, { ...task, inputs: { "a/b": [0, "x"] } }, output] },
    1,
    /no port name/,
  ],
  ["no nodes", { graph_output_idx: 0 }, undefined, /nodes is missing/],
  ["a node that is none", { ...good, nodes: [input, 5, output] }, 1, /node 1: /],
])("refuses %s", (_, document, node, message) => {
  const error = problem(document);
  expect(error.code).toBe("TKR_GRAPH_INVALID");
  expect(error.message).toMatch(message);
  expect(error.details.node).toBe(node);
});

it("refuses a declared input that is not given", () => {
  const ports = { inputs: { a: { type: 0 }, b: { type: 0 } }, outputs: { value: { type: 0 } } };
  const document = { ...good, types: [{ type: "string" }], nodes: [input, { ...task, ports }, output] };
  expect(problem(document).message).toMatch(/node 1: w.f needs the input "b", which is not given/);
});

it("refuses a port named __proto__ by name", () => {
  const nodes = [input, { ...task, inputs: JSON.parse('{"__proto__": [0, "x"]}') as unknown }, output];
  expect(problem({ ...good, nodes })).toMatchObject({ code: "TKR_PORT_NAME" });
});

it("names a cycle of several nodes", () => {
  const node = (from: number) => ({
    type: "function",
    function_name: "w.f",
    inputs: { a: [from, "value"] },
    outputs: {},
  });
  const error = problem({
    nodes: [node(2), node(0), node(1), { ...output, inputs: { value: [2, "value"] } }],
    graph_output_idx: 3,
  });
  expect(error.message).toMatch(/cycle of nodes \d -> \d -> \d -> \d/);
});

it("says that text is no JSON, and where", () => {
  expect(() => parseGraph('{"nodes": [}')).toThrow(expect.objectContaining({ code: "TKR_GRAPH_INVALID" }));
});

it.each<[string, unknown, readonly string[]]>([
  ["no document", 5, ["the document: expected an object, found 5"]],
  ["no nodes", {}, ["nodes is missing: expected a list"]],
  ["a node that is none", { nodes: [null] }, ["node 0: the node: expected an object, found null"]],
  ["a node of no type", { nodes: [input, {}] }, ["node 1: type is missing: expected a type of node"]],
  [
    "missing fields",
    { nodes: [{ type: "loop" }] },
    [
      "node 0: body is missing: expected [index of a node, name of its output]",
      "node 0: continue_port is missing: expected a string",
    ],
  ],
  [
    "references that are none",
    { nodes: [{ ...task, inputs: { a: [-3, "x"], b: 7, c: [[]] } }] },
    [
      'node 0: inputs.a: expected [index of a node, name of its output], found [-3,"x"]',
      "node 0: inputs.b: expected [index of a node, name of its output], found 7",
      "node 0: inputs.c: expected [index of a node, name of its output], found a list of 1",
    ],
  ],
  [
    "negative and broken numbers",
    { nodes: [{ ...task, policy: { retry: -1, timeout: 0 } }], graph_output_idx: 1.5 },
    [
      "node 0: policy.retry: expected a number of at least 0, found -1",
      "node 0: policy.timeout: expected a number above 0, found 0",
      "graph_output_idx: expected an integer, found 1.5",
    ],
  ],
  [
    "fields of another kind",
    { nodes: [{ ...input, name: { a: 1 } }], types: [5], node_metadata: { 0: { has_breakpoint: "yes" } } },
    [
      "node 0: name: expected a string, found an object",
      'node_metadata.0.has_breakpoint: expected true or false, found "yes"',
      "types.0: expected an object, found 5",
    ],
  ],
])("says in plain words what belongs where, of %s", (_, document, lines) => {
  expect(problem(document).message).toBe(["The graph is not valid:", ...lines].join("\n  "));
});

it("says of a number that has the wrong form what form is right", () => {
  expect(() => parseGraph('{"nodes": [], "graph_output_idx": 1.0}')).toThrow(
    "graph_output_idx: expected a number as JavaScript prints it, found 1.0",
  );
});

const withPolicy = (policy: string): string =>
  `{"nodes":[{"type":"function","function_name":"w.f","policy":${policy}},{"type":"output"}],"graph_output_idx":1}`;

it("reads numbers of a policy however they are written", () => {
  const policy = `{"timeout":1500.0,"retry":{"limit":2.0,"delay":1e3,"on":[75.0,"SIGKILL","TKR_TASK_LOST"]}}`;
  expect(parseGraph(withPolicy(policy)).nodes[0]).toMatchObject({
    policy: { timeout: 1500, retry: { limit: 2, delay: 1000, on: [75, "SIGKILL", "TKR_TASK_LOST"] } },
  });
  expect(parseGraph(withPolicy(`{"retry":3.0}`)).nodes[0]).toMatchObject({ policy: { retry: 3 } });
});

it.each([
  [
    `{"retry":{"limit":2,"on":[256]}}`,
    /policy\.retry\.on\.0: expected an exit status from 1 to 255, .*found 256/,
  ],
  [`{"retry":{"limit":2,"on":[0]}}`, /policy\.retry\.on\.0: .*found 0/],
  [`{"retry":{"limit":2,"on":["SIGFOO"]}}`, /policy\.retry\.on\.0: .*found "SIGFOO"/],
  [`{"retry":{"limit":2,"on":["TKR_TASK_TIMOUT"]}}`, /policy\.retry\.on\.0: .*found "TKR_TASK_TIMOUT"/],
  [`{"retry":{"limit":2,"on":[]}}`, /policy\.retry\.on: expected a list of at least 1, found \[\]/],
  [`{"retry":{"limti":2}}`, /policy\.retry.*/],
  [`{"retry":"twice"}`, /policy\.retry: expected a number or an object, found "twice"/],
  [`{"retry":2.5}`, /policy\.retry: expected an integer.*found 2\.5/],
  [`{"timeuot":3}`, /policy: expected no "timeuot"/],
])("refuses the policy %s", (policy, words) => {
  expect(() => parseGraph(withPolicy(policy))).toThrow(words);
});

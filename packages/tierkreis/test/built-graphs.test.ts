import { builtinsExecutor } from "@tierkreis/builtins";
import { runGraph } from "@tierkreis/controller";
import { fromValue, parseGraph, stringifyGraph, toGraph, toValue, type Executor } from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { cases } from "../../../scripts/testing/built-graphs/kinds.ts";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import {
  builtins,
  complex,
  Complex,
  FileStorage,
  graph,
  GraphBuilder,
  readOutputs,
  TierkreisError,
} from "../src/index.ts";

/** These graphs have built-in tasks only. */
const nobody: Executor = {
  specVersion: 1,
  name: "nobody",
  run: () => Promise.resolve({ status: "error", error: new Error("There is no such worker.") }),
};

function options(more: { readonly breakpoints?: boolean } = {}) {
  return { storage: new FileStorage({ directory: temporaryFolder() }), executor: nobody, runId: 1, ...more };
}

/** Outputs by port, also of a graph whose only output is `value`. */
function byPort(expected: Readonly<Record<string, unknown>>, outputs: unknown): unknown {
  return Object.keys(expected).join() === "value" ? { value: outputs } : outputs;
}

it.each(Object.entries(cases))(
  "runs what the builder made: %s",
  async (_, { graph: built, inputs, expected }) => {
    const plain = parseGraph(stringifyGraph(built.getData()));
    const outputs = await runGraph(plain, inputs, options());
    expect(byPort(expected, outputs)).toEqual(fromValue(toValue(expected)));
  },
);

const sum = new GraphBuilder({ inputs: { a: z.int(), b: z.int() }, outputs: z.int() });
sum.outputs(sum.task(builtins.iadd(sum.inputs)));

it("fixes an input of a graph that only comes as an input", async () => {
  const g = new GraphBuilder({
    inputs: { f: graph({ inputs: { a: z.int(), b: z.int() }, outputs: z.int() }), x: z.int() },
    outputs: z.int(),
  });
  g.outputs(g.eval(g.partial(g.inputs.f, { a: g.inputs.x }), { b: 10 }));
  expect(await runGraph(g, { f: sum, x: 5 }, options())).toBe(15);
});

it("runs built-in tasks that are not computed in place the same, numbered ports among them", async () => {
  const ours = builtinsExecutor();
  const slow: Executor = { specVersion: 1, name: "slow", run: (call, context) => ours.run(call, context) };
  const g = new GraphBuilder({ inputs: { xs: z.array(z.int()) }, outputs: z.array(z.int()) });
  const double = new GraphBuilder({ inputs: { value: z.int() }, outputs: z.int() });
  double.outputs(double.task(builtins.itimes({ a: double.inputs.value, b: 2 })));
  g.outputs(g.map(double, g.inputs.xs));
  const xs = Array.from({ length: 12 }, (_, index) => index);
  expect(await runGraph(g, { xs }, { ...options(), builtins: slow })).toEqual(xs.map((x) => x * 2));
});

it("gives a complex output the same from the run and from reading it", async () => {
  const g = new GraphBuilder({ outputs: complex() });
  g.outputs(new Complex(1, -2));
  const read = options();
  expect(await runGraph(g, {}, read)).toEqual(new Complex(1, -2));
  expect(await readOutputs(g, read)).toEqual(new Complex(1, -2));
});

it("stops at a breakpoint when asked to, and goes on when run again", async () => {
  const g = new GraphBuilder({ inputs: { x: z.int() }, outputs: z.int() });
  const first = g.task(builtins.iadd({ a: g.inputs.x, b: 1 }));
  g.outputs(g.task(builtins.itimes({ a: g.breakpoint(first), b: 2 })));
  const stopping = options({ breakpoints: true });
  const stopped = await runGraph(g, { x: 4 }, stopping).catch((error: unknown) => error);
  expect(stopped).toMatchObject({ code: "TKR_BREAKPOINT", details: { location: "-.N3" } });
  expect(await runGraph(g, { x: 4 }, stopping)).toBe(10);
  expect(await runGraph(g, { x: 4 }, options())).toBe(10);
});

it.each<[string, object, RegExp]>([
  [
    "a body that reads an input it is not given",
    { inputs: {} },
    /at -\.N1, its body reads the input "x", which it is not given/,
  ],
  [
    "an output that the body does not give",
    { inputs: { x: [0, "value"] }, port: "sum" },
    /its output "sum" is read, but its body gives only value/,
  ],
])(
  "refuses %s, before anything starts",
  async (_, { inputs, port = "value" }: { inputs?: object; port?: string }, message) => {
    const body = {
      nodes: [
        { type: "input", name: "x" },
        { type: "output", inputs: { value: [0, "x"] } },
      ],
      graph_output_idx: 1,
    };
    const nodes = [
      { type: "const", value: body },
      { type: "eval", graph: [0, "value"], inputs },
      { type: "output", inputs: { value: [1, port] } },
    ];
    const wrong = toGraph({ nodes, graph_output_idx: 2 });
    const error = await runGraph(wrong, {}, options()).catch((thrown: unknown) => thrown);
    expect(TierkreisError.isInstance(error) && error.message).toMatch(message);
  },
);

it.each<[string, object[], RegExp]>([
  [
    "an output that a built-in task does not have",
    [{ type: "function", function_name: "builtins.iadd", inputs: { a: [0, "x"], b: [0, "x"] } }],
    /iadd has no output "val"/,
  ],
  [
    "a built-in task without one of its inputs",
    [{ type: "function", function_name: "builtins.neg", inputs: {} }],
    /neg needs the input "a"/,
  ],
  [
    "a built-in task with an input too many",
    [{ type: "function", function_name: "builtins.neg", inputs: { a: [0, "x"], b: [0, "x"] } }],
    /neg has no input "b"/,
  ],
  [
    "an input that the graph does not have",
    [{ type: "function", function_name: "builtins.neg", inputs: { a: [-1, "y"] } }],
    /the graph's input "y", which it does not have/,
  ],
])("refuses %s, before anything starts", async (_, [task = {}], message) => {
  const nodes = [{ type: "input", name: "x" }, task, { type: "output", inputs: { value: [1, "val"] } }];
  const run = async () => runGraph(toGraph({ nodes, graph_output_idx: 2 }), { x: 1 }, options());
  await expect(run()).rejects.toMatchObject({
    code: "TKR_GRAPH_INVALID",
    message: expect.stringMatching(message) as string,
  });
});

it("fails where a value is read that is not there, and does not call the run done", async () => {
  const body = {
    nodes: [
      { type: "const", value: 1 },
      { type: "output", inputs: { a: [0, "value"] } },
    ],
    graph_output_idx: 1,
  };
  const nodes = [
    { type: "const", value: body },
    { type: "function", function_name: "builtins.tkr_id", inputs: { value: [0, "value"] } },
  ];
  const wrong = [
    ...nodes,
    { type: "eval", graph: [1, "value"], inputs: {} },
    { type: "output", inputs: { value: [2, "b"] } },
  ];
  const run = runGraph(toGraph({ nodes: wrong, graph_output_idx: 3 }), {}, options());
  await expect(run).rejects.toThrow(/at -\.N2, its output "b" is read, but its body gives only a/);
});

it("takes JavaScript's -0 for the integer it is", async () => {
  const g = new GraphBuilder({ inputs: { x: z.int() }, outputs: z.int() });
  g.outputs(g.inputs.x);
  expect(await runGraph(g, { x: -0 }, options())).toBe(0);
});

it("says where in a nested graph something is wrong", async () => {
  const inner = { nodes: [{ type: "output", inputs: { value: [7, "x"] } }], graph_output_idx: 0 };
  const middle = {
    nodes: [
      { type: "const", value: inner },
      { type: "eval", graph: [0, "value"], inputs: {} },
      { type: "output", inputs: { value: [1, "value"] } },
    ],
    graph_output_idx: 2,
  };
  const nodes = [
    { type: "const", value: middle },
    { type: "eval", graph: [0, "value"], inputs: {} },
    { type: "output", inputs: { value: [1, "value"] } },
  ];
  const run = runGraph(toGraph({ nodes, graph_output_idx: 2 }), {}, options());
  await expect(run).rejects.toMatchObject({
    code: "TKR_GRAPH_INVALID",
    details: { location: "-.N1.body.N1.body.N0" },
  });
});

it("runs a graph that is nested 1,000 deep, and one that takes 10 MB", async () => {
  let deep: object = {
    nodes: [
      { type: "input", name: "x" },
      { type: "output", inputs: { value: [0, "x"] } },
    ],
    graph_output_idx: 1,
  };
  for (let depth = 0; depth < 1000; depth++) {
    const nodes = [
      { type: "input", name: "x" },
      { type: "const", value: deep },
      { type: "eval", graph: [1, "value"], inputs: { x: [0, "x"] } },
    ];
    deep = { nodes: [...nodes, { type: "output", inputs: { value: [2, "value"] } }], graph_output_idx: 3 };
  }
  expect(await runGraph(toGraph(deep), { x: 5 }, options())).toBe(5);
  const text = "x".repeat(10_000_000);
  const wide = {
    nodes: [
      { type: "const", value: text },
      { type: "output", inputs: { value: [0, "value"] } },
    ],
    graph_output_idx: 1,
  };
  expect(await runGraph(parseGraph(JSON.stringify(wide)), {}, options())).toBe(text);
});

import { toGraph, type Graph } from "@tierkreis/core";
import { expect, it } from "vitest";
import { makePlan } from "../src/scheduler/plan.ts";
import { Scheduler, type SchedulerCommand } from "../src/scheduler/scheduler.ts";

type Wires = Record<string, [number, string]>;

const task = (name: string, inputs: Wires) => ({ type: "function", function_name: `w.${name}`, inputs });
const constant = (value: unknown) => ({ type: "const", value });

function graphOf(nodes: object[], outputs: Wires): Graph {
  return toGraph({ nodes: [...nodes, { type: "output", inputs: outputs }], graph_output_idx: nodes.length });
}

/** A scheduler over strings: a const's value is its JSON, a task's output is its name around its inputs. */
function schedulerOf(
  graph: Graph,
  { inputs = {}, resume = false }: { inputs?: Record<string, string>; resume?: boolean } = {},
) {
  return new Scheduler<string>(makePlan(graph), {
    inputs: new Map(Object.entries(inputs)),
    constant: (_, { node }) => JSON.stringify(node.type === "const" ? node.value : null),
    resume,
  });
}

const started = (commands: readonly SchedulerCommand<string>[]) =>
  commands.flatMap((command) => (command.type === "start" ? [command.id.node] : []));

/** Runs a graph to its end, taking the tasks under way in the order that `pick` says. */
function runToEnd(graph: Graph, pick: (count: number) => number) {
  const scheduler = schedulerOf(graph);
  const pending = [...scheduler.step({ type: "begin" })];
  const order: number[] = [];
  for (;;) {
    const [command] = pending.splice(pick(pending.length), 1);
    if (command === undefined) throw new Error("nothing to do, and no end");
    if (command.type === "finish") return { outputs: Object.fromEntries(command.outputs), order };
    if (command.type !== "start" || command.planned.node.type !== "function") throw new Error(command.type);
    order.push(command.id.node);
    const text = `${command.planned.node.function_name}(${[...command.inputs].map(([port, value]) => `${port}=${value}`).join(",")})`;
    pending.push(...scheduler.step({ type: "done", id: command.id, outputs: new Map([["value", text]]) }));
  }
}

it("starts what is ready, and the rest as its inputs come", () => {
  const graph = graphOf([constant(1), task("f", { a: [0, "value"] }), task("g", { a: [1, "value"] })], {
    value: [2, "value"],
  });
  const scheduler = schedulerOf(graph);
  expect(started(scheduler.step({ type: "begin" }))).toEqual([1]);
  const id = { frame: 0, node: 1 };
  expect(started(scheduler.step({ type: "done", id, outputs: new Map([["value", "x"]]) }))).toEqual([2]);
});

it("never starts what the output does not need", () => {
  const nodes = [constant(1), task("needed", { a: [0, "value"] }), task("dead", { a: [0, "value"] })];
  expect(started(schedulerOf(graphOf(nodes, { value: [1, "value"] })).step({ type: "begin" }))).toEqual([1]);
});

it("starts independent tasks together", () => {
  const nodes = [task("f", {}), task("g", {}), task("h", {})];
  const graph = graphOf(nodes, { a: [0, "value"], b: [1, "value"], c: [2, "value"] });
  expect(started(schedulerOf(graph).step({ type: "begin" })).toSorted()).toEqual([0, 1, 2]);
});

it("evaluates a node once however often it is used, in a ladder of diamonds that has 2^200 paths", () => {
  const nodes: object[] = [constant(1)];
  for (let rung = 0; rung < 200; rung++) {
    const last = nodes.length - 1;
    nodes.push(task("l", { a: [last, "value"] }), task("r", { a: [last, "value"] }));
    nodes.push(task("j", { a: [last + 1, "value"], b: [last + 2, "value"] }));
  }
  const scheduler = schedulerOf(graphOf(nodes, { value: [nodes.length - 1, "value"] }));
  const pending = [...scheduler.step({ type: "begin" })];
  let starts = 0;
  for (let command = pending.pop(); command?.type === "start"; command = pending.pop()) {
    starts++;
    pending.push(...scheduler.step({ type: "done", id: command.id, outputs: new Map([["value", "x"]]) }));
  }
  expect(starts).toBe(600);
});

it("goes through a chain of 100,000 without recursion", () => {
  const nodes: object[] = [constant(1)];
  for (let node = 1; node <= 100_000; node++) nodes.push(task("f", { a: [node - 1, "value"] }));
  const scheduler = schedulerOf(graphOf(nodes, { value: [100_000, "value"] }));
  let [command] = scheduler.step({ type: "begin" });
  let count = 0;
  while (command?.type === "start") {
    count++;
    [command] = scheduler.step({ type: "done", id: command.id, outputs: new Map([["value", "x"]]) });
  }
  expect(command?.type).toBe("finish");
  expect(count).toBe(100_000);
});

it("gives the same outputs in whatever order tasks end", () => {
  const nodes = [
    task("f", {}),
    task("g", {}),
    task("h", { a: [0, "value"], b: [1, "value"] }),
    task("i", { a: [0, "value"] }),
  ];
  const graph = graphOf(nodes, { x: [2, "value"], y: [3, "value"] });
  const first = runToEnd(graph, () => 0).outputs;
  expect(runToEnd(graph, (count) => count - 1).outputs).toEqual(first);
  expect(first).toEqual({ x: "w.h(a=w.f(),b=w.g())", y: "w.i(a=w.f())" });
});

it("hands the graph's inputs in, and leaves out an input that was not given", () => {
  const nodes = [
    { type: "input", name: "a" },
    { type: "input", name: "b" },
    task("f", { a: [0, "a"], b: [1, "b"], c: [-1, "a"] }),
  ];
  const commands = schedulerOf(graphOf(nodes, { value: [2, "value"] }), { inputs: { a: "1" } }).step({
    type: "begin",
  });
  const [command] = commands;
  expect(command?.type === "start" && Object.fromEntries(command.inputs)).toEqual({ a: "1", c: "1" });
});

it("looks for a recorded outcome before it asks for the inputs, when a run goes on", () => {
  const graph = graphOf([task("f", {}), task("g", { a: [0, "value"] })], { value: [1, "value"] });
  const scheduler = schedulerOf(graph, { resume: true });
  expect(scheduler.step({ type: "begin" })).toMatchObject([{ type: "lookUp", id: { node: 1 } }]);
  expect(scheduler.step({ type: "notRecorded", id: { frame: 0, node: 1 } })).toMatchObject([
    { type: "lookUp", id: { node: 0 } },
  ]);
  const found = scheduler.step({
    type: "done",
    id: { frame: 0, node: 0 },
    outputs: new Map([["value", "x"]]),
  });
  expect(started(found)).toEqual([1]);
});

it("refuses an event that nothing waits for", () => {
  const scheduler = schedulerOf(graphOf([task("f", {})], { value: [0, "value"] }));
  scheduler.step({ type: "begin" });
  const done = { type: "done", id: { frame: 0, node: 0 }, outputs: new Map([["value", "x"]]) } as const;
  scheduler.step(done);
  expect(() => scheduler.step(done)).toThrow(expect.objectContaining({ code: "TKR_BUG" }));
});

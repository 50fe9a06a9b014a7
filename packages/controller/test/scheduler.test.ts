import { expect, it } from "vitest";
import {
  branch,
  constant,
  document,
  evaluate,
  graphOf,
  input,
  loop,
  map,
  pure,
  task,
  type Ref,
} from "../../../scripts/testing/graphs/documents.ts";
import { drive } from "./support/drive.ts";

const value = (node: number): Ref => [node, "value"];

/** Counts `n` down to 0 and adds what it was to `acc`. */
const countdown = document(
  [
    input("n"),
    input("acc"),
    constant(1),
    pure("subtract", { a: [0, "n"], b: value(2) }),
    pure("add", { a: [1, "acc"], b: [0, "n"] }),
    constant(0),
    pure("greater", { a: value(3), b: value(5) }),
  ],
  { n: value(3), acc: value(4), should_continue: value(6) },
);
const plusOne = document([input("x"), constant(1), pure("add", { a: [0, "x"], b: value(1) })], {
  value: value(2),
});

it("never starts what the output does not need", () => {
  const graph = graphOf([task("needed"), task("dead")], { value: value(0) });
  expect(drive(graph).started).toEqual(["-.N0"]);
});

it("starts independent tasks together", () => {
  const graph = graphOf([task("f"), task("g"), task("h")], { a: value(0), b: value(1), c: value(2) });
  expect(drive(graph, { pick: (count) => count - 1 })).toMatchObject({
    most: 3,
    outputs: { a: 1, b: 1, c: 1 },
  });
});

it("evaluates a node once however often it is used, in a ladder of diamonds that has 2^1000 paths", () => {
  const nodes: object[] = [task("first")];
  for (let rung = 0; rung < 1000; rung++) {
    const last = nodes.length - 1;
    nodes.push(task("l", { a: value(last) }), task("r", { a: value(last) }));
    nodes.push(task("j", { a: value(last + 1), b: value(last + 2) }));
  }
  expect(drive(graphOf(nodes, { value: value(nodes.length - 1) })).started).toHaveLength(3001);
});

it("goes through a chain of 100,000 without recursion", () => {
  const nodes: object[] = [constant(1)];
  for (let node = 1; node <= 100_000; node++) nodes.push(pure("add", { a: value(node - 1), b: value(0) }));
  expect(drive(graphOf(nodes, { value: value(100_000) })).outputs).toEqual({ value: 100_001 });
});

it("runs a loop of 100,000 iterations", () => {
  const graph = graphOf(
    [constant(100_000), constant(0), constant(countdown), loop(value(2), { n: value(0), acc: value(1) })],
    {
      n: [3, "n"],
      more: [3, "should_continue"],
    },
  );
  expect(drive(graph).outputs).toEqual({ n: 0, more: false });
});

it("keeps loop inputs that the body does not return, and shows all outputs of the last iteration", () => {
  const graph = graphOf(
    [constant(3), constant(0), constant(countdown), loop(value(2), { n: value(0), acc: value(1) }, "count")],
    {
      acc: [3, "acc"],
    },
  );
  const driven = drive(graph);
  expect(driven.outputs).toEqual({ acc: 6 });
  expect(driven.iterations).toEqual(
    [0, 1, 2].map((round) => ({ name: "count", location: `-.N3.L${String(round)}` })),
  );
});

it("runs a map of 100,000, a window of elements at a time", () => {
  const nodes = [
    constant(100_000),
    pure("count", { n: value(0) }),
    pure("unfold", { value: value(1) }),
    constant(plusOne),
  ];
  const graph = graphOf(
    [
      ...nodes,
      map(value(3), { x: [2, "*"] }),
      pure("fold", { values: [4, "value-*"] }),
      pure("length", { v: value(5) }),
    ],
    {
      value: value(6),
    },
  );
  expect(drive(graph).outputs).toEqual({ value: 100_000 });
  const body = document([input("x"), task("f", { x: [0, "x"] })], { value: value(1) });
  const tasks = graphOf(
    [
      constant([1, 2, 3, 4, 5, 6]),
      pure("unfold", { value: value(0) }),
      constant(body),
      map(value(2), { x: [1, "*"] }),
      pure("fold", { values: [3, "value-*"] }),
    ],
    { value: value(4) },
  );
  const driven = drive(tasks, { mapWindow: 2 });
  expect(driven.outputs).toEqual({ value: [2, 3, 4, 5, 6, 7] });
  expect(driven.most).toBe(2);
});

it("maps over structs: several lists at once, results by port", () => {
  const body = document(
    [
      input("a"),
      input("b"),
      pure("add", { a: [0, "a"], b: [1, "b"] }),
      pure("subtract", { a: [0, "a"], b: [1, "b"] }),
    ],
    {
      sum: value(2),
      difference: value(3),
    },
  );
  const split = document([input("x"), constant(10)], { a: [0, "x"], b: value(1) });
  const graph = graphOf(
    [
      constant([1, 2]),
      pure("unfold", { value: value(0) }),
      constant(split),
      map(value(2), { x: [1, "*"] }),
      constant(body),
      map(value(4), { a: [3, "a-*"], b: [3, "b-*"] }),
      pure("fold", { values: [5, "sum-*"] }),
      pure("fold", { values: [5, "difference-*"] }),
    ],
    { sums: value(6), differences: value(7), second: [5, "sum-1"] },
  );
  expect(drive(graph).outputs).toEqual({ sums: [11, 12], differences: [-9, -8], second: 12 });
});

it("maps over nothing", () => {
  const graph = graphOf(
    [
      constant([]),
      pure("unfold", { value: value(0) }),
      constant(plusOne),
      map(value(2), { x: [1, "*"] }),
      pure("fold", { values: [3, "value-*"] }),
    ],
    { value: value(4) },
  );
  expect(drive(graph).outputs).toEqual({ value: [] });
});

it("runs the chosen branch of ifelse only, and both of eifelse", () => {
  const nodes = [constant(true), task("yes"), task("no")];
  const lazy = graphOf([...nodes, branch("ifelse", [value(0), value(1), value(2)])], { value: value(3) });
  const eager = graphOf([...nodes, branch("eifelse", [value(0), value(1), value(2)])], { value: value(3) });
  expect(drive(lazy).started).toEqual(["-.N1"]);
  expect(drive(eager).started.toSorted()).toEqual(["-.N1", "-.N2"]);
});

it("finishes an ifelse whose branch somebody else has asked for", () => {
  const nodes = [task("pred"), task("yes"), branch("ifelse", [value(0), value(1), value(1)])];
  const graph = graphOf(nodes, { value: value(2), direct: value(1) });
  const run = (name: string) => ({ value: name === "w.pred" ? true : 5 });
  for (const pick of [() => 0, (count: number) => count - 1]) {
    expect(drive(graph, { run, pick }).outputs).toEqual({ value: 5, direct: 5 });
  }
});

it.each([1, "true", null, [1], 0])("refuses the predicate %j, which is no boolean", (pred) => {
  for (const type of ["ifelse", "eifelse"] as const) {
    const graph = graphOf([constant(pred), constant(1), branch(type, [value(0), value(1), value(1)])], {
      value: value(2),
    });
    expect(() => drive(graph)).toThrow(
      expect.objectContaining({
        code: "TKR_VALUE_TYPE",
        message: expect.stringContaining(`the ${type} at -.N2`) as string,
      }),
    );
  }
});

it.each([0, null, "false", 1])("refuses should_continue %j, which is no boolean", (more) => {
  const body = document([constant(more)], { should_continue: value(0) });
  const graph = graphOf([constant(body), loop(value(0), {})], { value: [1, "should_continue"] });
  expect(() => drive(graph)).toThrow(
    /the loop at -\.N1 .*should_continue after iteration 0 must be true or false/,
  );
});

it("calls a graph from itself, 10,000 deep", () => {
  const nodes = [
    input("n"),
    constant(1),
    pure("subtract", { a: [0, "n"], b: value(1) }),
    constant(0),
    pure("greater", { a: [0, "n"], b: value(3) }),
    evaluate([-1, "body"], { n: value(2) }),
    pure("add", { a: value(5), b: [0, "n"] }),
    branch("ifelse", [value(4), value(6), value(3)]),
  ];
  const graph = graphOf(nodes, { value: value(7) });
  expect(drive(graph, { inputs: { n: 1000 } }).outputs).toEqual({ value: 500_500 });
  expect(() => drive(graph, { inputs: { n: 10_000 } })).not.toThrow();
  expect(() => drive(graph, { inputs: { n: 10_000 }, maxDepth: 500 })).toThrow(
    expect.objectContaining({ code: "TKR_GRAPH_DEPTH" }),
  );
});

it("takes graphs as values: consts, inputs and results", () => {
  const apply = document([input("f"), input("x"), evaluate([0, "f"], { x: [1, "x"] })], { value: value(2) });
  const graph = graphOf(
    [constant(apply), constant(plusOne), constant(5), evaluate(value(0), { f: value(1), x: value(2) })],
    { value: value(3) },
  );
  expect(drive(graph).outputs).toEqual({ value: 6 });
});

it("names what was given where a graph belongs", () => {
  const graph = graphOf([constant(5), evaluate(value(0), {})], { value: value(1) });
  expect(() => drive(graph)).toThrow(/the eval at -\.N1 failed/);
  const late = graphOf([task("f"), evaluate(value(0), {})], { value: value(1) });
  expect(() => drive(late)).toThrow(/the eval at -\.N1 failed: it was given 1 where a graph belongs/);
});

it("names the place and the task when a pure task fails", () => {
  const body = document([pure("throws", {})], { value: value(0) });
  const graph = graphOf([constant(body), evaluate(value(0))], { value: value(1) });
  expect(() => drive(graph)).toThrow(/pure\.throws at -\.N1\.N0 failed: it always throws/);
});

it("refuses a map over what is no list, and over lists of several lengths", () => {
  const two = document([input("a"), input("b")], { value: [0, "a"] });
  const nodes = [
    constant([1]),
    constant([1, 2]),
    pure("unfold", { value: value(0) }),
    pure("unfold", { value: value(1) }),
    constant(two),
  ];
  const graph = graphOf(
    [...nodes, map(value(4), { a: [2, "*"], b: [3, "*"] }), pure("fold", { values: [5, "value-*"] })],
    { value: value(6) },
  );
  expect(() => drive(graph)).toThrow(
    /the map at -\.N5 failed: its lists differ in length: "a" has 1 elements, "b" 2/,
  );
  const none = graphOf(
    [
      constant(1),
      constant(two),
      map(value(1), { a: value(0), b: value(0) }),
      pure("fold", { values: [2, "value-*"] }),
    ],
    { value: value(3) },
  );
  expect(() => drive(none)).toThrow(/none of its inputs is a list/);
});

it("looks for a recorded outcome before it asks for the inputs, when a run goes on", () => {
  const graph = graphOf([task("f"), task("g", { a: value(0) }), task("h", { a: value(1) })], {
    value: value(2),
  });
  expect(drive(graph, { recorded: new Map() }).started).toEqual(["-.N0", "-.N1", "-.N2"]);
  const driven = drive(graph, { recorded: new Map([["-.N1", { value: 10 }]]) });
  expect(driven.started).toEqual(["-.N2"]);
  expect(driven.outputs).toEqual({ value: 11 });
});

it("leaves out an input that was not given, and hands the graph's own inputs in by either way", () => {
  const graph = graphOf([input("a"), input("b"), task("f", { a: [0, "a"], b: [1, "b"], c: [-1, "a"] })], {
    value: value(2),
  });
  const run = (_: string, inputs: object) => ({ value: Object.keys(inputs).toSorted().join() });
  expect(drive(graph, { inputs: { a: 1 }, run }).outputs).toEqual({ value: "a,c" });
});

it("gives the numbered outputs of a program to a map in the order of their numbers", () => {
  const graph = graphOf(
    [
      task("many"),
      constant(plusOne),
      map(value(1), { x: [0, "part-*"] }),
      pure("fold", { values: [2, "value-*"] }),
    ],
    { value: value(3) },
  );
  const run = () =>
    Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`part-${String(11 - index)}`, 11 - index]));
  expect(drive(graph, { run }).outputs).toEqual({
    value: Array.from({ length: 12 }, (_, index) => index + 1),
  });
});

import { toGraph, type Graph } from "@tierkreis/core";

type Ref = readonly [node: number, port: string];

/** A graph to measure, of a given size. */
export interface MeasuredGraph {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Additions that the graph makes, and the yardstick too. */
  readonly additions: number;
  /** Nodes that the engine evaluates: tasks, evaluations, branches; not consts and inputs. */
  readonly nodes: number;
}

const value = (node: number): Ref => [node, "value"];
const input = (name: string) => ({ type: "input", name });
const constant = (data: unknown) => ({ type: "const", value: data });
const builtin = (name: string, inputs: Readonly<Record<string, Ref>>) => ({
  type: "function",
  function_name: `builtins.${name}`,
  inputs,
});

function document(nodes: readonly object[], outputs: Readonly<Record<string, Ref>>) {
  return { nodes: [...nodes, { type: "output", inputs: outputs }], graph_output_idx: nodes.length };
}

/** `size` additions, each of the one before. */
function chain(size: number): MeasuredGraph {
  const nodes: object[] = [constant(1)];
  for (let at = 1; at <= size; at++) nodes.push(builtin("iadd", { a: value(at - 1), b: value(0) }));
  return {
    graph: toGraph(document(nodes, { value: value(size) })),
    inputs: {},
    additions: size,
    nodes: size,
  };
}

/** Diamonds one on the other: two additions of the last sum, and the sum of both taken modulo. */
function ladder(size: number): MeasuredGraph {
  const nodes: object[] = [constant(1), constant(1000), builtin("iadd", { a: value(0), b: value(0) })];
  const rungs = Math.ceil(size / 4);
  for (let rung = 0; rung < rungs; rung++) {
    const last = nodes.length - 1;
    nodes.push(
      builtin("iadd", { a: value(last), b: value(0) }),
      builtin("iadd", { a: value(last), b: value(0) }),
    );
    nodes.push(
      builtin("iadd", { a: value(last + 1), b: value(last + 2) }),
      builtin("mod", { a: value(last + 3), b: value(1) }),
    );
  }
  const all = rungs * 4;
  return {
    graph: toGraph(document(nodes, { value: value(nodes.length - 1) })),
    inputs: {},
    additions: all,
    nodes: all,
  };
}

/** Counts down and adds up: five tasks an iteration. */
function loop(size: number): MeasuredGraph {
  const body = document(
    [
      input("n"),
      input("total"),
      constant(1),
      builtin("isubtract", { a: [0, "n"], b: value(2) }),
      builtin("iadd", { a: [1, "total"], b: value(2) }),
      constant(0),
      builtin("igt", { a: value(3), b: value(5) }),
    ],
    { n: value(3), total: value(4), should_continue: value(6) },
  );
  const iterations = Math.ceil(size / 4);
  const node = {
    type: "loop",
    body: value(2),
    continue_port: "should_continue",
    inputs: { n: value(0), total: value(1) },
  };
  const graph = toGraph(
    document([constant(iterations), constant(0), constant(body), node], { value: [3, "total"] }),
  );
  return { graph, inputs: {}, additions: iterations * 3, nodes: iterations * 4 };
}

/** Adds one to each element. */
const plusOne = document([input("value"), constant(1), builtin("iadd", { a: [0, "value"], b: value(1) })], {
  value: value(2),
});

const mapOver = (body: object) => [
  builtin("unfold_values", { value: [0, "value"] }),
  constant(body),
  { type: "map", body: value(2), inputs: { value: [1, "*"] } },
  builtin("fold_values", { values_glob: [3, "value-*"] }),
];

function map(size: number): MeasuredGraph {
  const elements = Math.ceil(size / 2);
  const list = Array.from({ length: elements }, (_, index) => index);
  const graph = toGraph(document([input("value"), ...mapOver(plusOne)], { value: value(4) }));
  return { graph, inputs: { value: list }, additions: elements, nodes: elements * 2 };
}

/** A map of maps of ten elements each. */
function nested(size: number): MeasuredGraph {
  const rows = Math.ceil(size / 23);
  const list = Array.from({ length: rows }, () => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const inner = document([input("value"), ...mapOver(plusOne)], { value: value(4) });
  const graph = toGraph(document([input("value"), ...mapOver(inner)], { value: value(4) }));
  return { graph, inputs: { value: list }, additions: rows * 10, nodes: rows * 23 };
}

/** A graph that evaluates itself, one level for five nodes. */
function recursion(size: number): MeasuredGraph {
  const depth = Math.ceil(size / 5);
  const nodes = [
    input("value"),
    constant(1),
    builtin("isubtract", { a: [0, "value"], b: value(1) }),
    constant(0),
    builtin("igt", { a: [0, "value"], b: value(3) }),
    { type: "eval", graph: [-1, "body"], inputs: { value: value(2) } },
    builtin("iadd", { a: value(5), b: value(1) }),
    { type: "ifelse", pred: value(4), if_true: value(6), if_false: value(3), inputs: {} },
  ];
  return {
    graph: toGraph(document(nodes, { value: value(7) })),
    inputs: { value: depth },
    additions: depth,
    nodes: depth * 5,
  };
}

/** Graphs of a kind. */
export interface Shape {
  readonly name: string;
  /** One of about so many nodes. */
  readonly make: (nodes: number) => MeasuredGraph;
  /** The most nodes that are measured. */
  readonly largest: number;
}

export const shapes: readonly Shape[] = [
  { name: "chain", make: chain, largest: 1e6 },
  { name: "ladder", make: ladder, largest: 1e6 },
  { name: "loop", make: loop, largest: 1e6 },
  { name: "map", make: map, largest: 1e6 },
  { name: "nested", make: nested, largest: 1e6 },
  { name: "recursion", make: recursion, largest: 5e4 },
];

/** Graphs with a ceiling nowhere but in memory, and their nodes. */
export const large = [
  { name: "map of 10^6", make: map, nodes: 2e6 },
  { name: "ladder of 1000", make: ladder, nodes: 4e3 },
  { name: "chain of 10^5", make: chain, nodes: 1e5 },
  { name: "loop of 10^6", make: loop, nodes: 4e6 },
] as const;

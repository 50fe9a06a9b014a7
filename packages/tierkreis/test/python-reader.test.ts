import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  decodeValue,
  encodeValue,
  parseGraph,
  stringifyGraph,
  toRunId,
  toValue,
  type Graph,
  type Value,
} from "@tierkreis/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { FileStorage, runGraph } from "../src/index.ts";
import { everyKind } from "./support/every-kind.ts";
import { CountedBuiltins, noPrograms } from "./support/executors.ts";
import { filesBelow } from "./support/files-below.ts";
import { pythonPackage, type PythonWork } from "./support/python-package.ts";

interface Case {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const body = join(import.meta.dirname, "fixtures/python-runs/complete/.N-1/outputs/body");
/** A named loop, a map, a branch, bytes. */
const reference: Case = {
  graph: parseGraph(readFileSync(body)),
  inputs: { start: 3, xs: [1, 2, 3], tag: Buffer.from("café") },
};
const answer = { total: 6, ys: [1, 2, 30], tag: "café" };
const countdown = [
  { n: 2, acc: 3 },
  { n: 1, acc: 5 },
  { n: 0, acc: 6 },
];
const documents = join(root, "packages/builder/test/fixtures/graphs");
/** A graph that Python wrote, with small inputs: Python takes 20 ms and more a node. */
const pythons = (name: string, inputs: Case["inputs"]) =>
  [name, { graph: parseGraph(readFileSync(join(documents, name, "graph.json"))), inputs }] as const;
const graphs: readonly (readonly [string, Case])[] = [
  ["reference", reference],
  ["every kind", everyKind()],
  pythons("collatz_27", { value: 6 }),
  pythons("embed", { value: 2 }),
  pythons("fold_sum", { initial: 0, values: [1, 2, 3] }),
  pythons("nested_map", { value: [[1, 2], [], [3]] }),
  pythons("recursion_20", { value: 4 }),
];

const directory = mkdtempSync(join(tmpdir(), "tierkreis 'python' "));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});
const options = { storage: new FileStorage({ directory }), executor: noPrograms };
const other = { tasks: toRunId(101), recorded: toRunId(102), undone: toRunId(103) };

const graphWords = ["types", "interface", "node_metadata"];
const taskWords = ["ports", "policy"];

/** What the package gave, by what it was asked: all at once, because it takes its time to start. */
const python = new Map<string, unknown>();

beforeAll(async () => {
  const work = new Map<string, PythonWork>();
  for (const [index, [name, { graph, inputs }]] of graphs.entries()) {
    const run_id = toRunId(index);
    await runGraph<unknown, unknown>(graph, inputs, { ...options, runId: run_id, record: "all" });
    const stored = Object.entries(inputs).map(([port, input]) => {
      return [port, Buffer.from(encodeValue(toValue(input))).toString("base64")] as const;
    });
    work.set(`run ${name}`, {
      do: "run",
      graph: stringifyGraph(graph),
      inputs: Object.fromEntries(stored),
      run_id,
    });
    work.set(`walk ${name}`, { do: "walk", directory, run_id });
  }
  const { graph, inputs } = reference;
  await runGraph(graph, inputs, { ...options, runId: other.tasks });
  const recorded = {
    ...options,
    runId: other.recorded,
    record: "all",
    builtins: new CountedBuiltins(),
  } as const;
  await runGraph(graph, inputs, recorded);
  await runGraph(graph, inputs, { ...options, runId: other.undone, record: "all" });
  for (const [what, run_id] of Object.entries(other)) {
    const loops = what === "tasks" ? [] : ["countdown"];
    work.set(`read ${what}`, { do: "read", directory, run_id, loops });
  }
  work.set("walk recorded", { do: "walk", directory, run_id: other.recorded });
  work.set("restart", { do: "restart", directory, run_id: other.undone, location: "-.N9" });
  const answers = pythonPackage([...work.values()]);
  [...work.keys()].forEach((key, index) => python.set(key, answers[index]));
}, 240_000);

it.each(graphs)('leaves the tree that Python leaves with record: "all": %s', (name) => {
  const run = toRunId(graphs.findIndex(([one]) => one === name));
  const ours = treeOf(filesBelow(join(directory, run)));
  const theirs = treeOf(
    Object.entries(python.get(`run ${name}`) as Readonly<Record<string, string>>).map(([path, content]) => {
      return [path, Buffer.from(content, "base64")] as const;
    }),
  );
  expect([...ours.keys()]).toEqual([...theirs.keys()]);
  for (const [path, content] of theirs) expect([path, ours.get(path)]).toEqual([path, content]);
});

it.each(graphs)("lets Python go through every node of it: %s", (name) => {
  expect(python.get(`walk ${name}`)).toMatchObject({ wrong: [] });
});

it("lets Python read outputs and loop traces of it", () => {
  expect(python.get("read undone")).toEqual({ outputs: answer, traces: { countdown } });
});

it("lets Python undo a task of it and go on from there", () => {
  expect(python.get("restart")).toEqual({ undone: ["-.N11"], before: false, outputs: answer });
});

it("writes it for tasks with a record of their own too", () => {
  expect(python.get("read recorded")).toEqual({ outputs: answer, traces: { countdown } });
  expect(python.get("walk recorded")).toMatchObject({
    wrong: [],
    seen: { function: 16, const: 13, input: 12, output: 7, ifelse: 3, loop: 1, map: 1 },
  });
});

it("lets Python read the outputs of a run that stores only what it needs", () => {
  expect(python.get("read tasks")).toEqual({ outputs: answer, traces: {} });
});

/** What is Python's to write, in order; whitespace and times are free. */
function treeOf(files: Iterable<readonly [string, Buffer]>): ReadonlyMap<string, unknown> {
  const tree = [...files].flatMap(([path, content]) => {
    if (/^(?:debug\/executors|heartbeat|lock|loops)\//.test(path)) return [];
    // The run's own records say when, by whom, and what was recorded.
    const about = path === "_metadata" || path.startsWith("-/_") ? "" : decodeValue(content);
    return [[path, pythonPart(about)] as const];
  });
  return new Map(tree.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A value without what only we say in a graph, and without what Python leaves to chance. */
function pythonPart(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(pythonPart);
  if (!(value instanceof Map)) return value;
  const words = [...value] as [string, Value][];
  const ours = value.has("nodes") ? graphWords : value.has("function_name") ? taskWords : [];
  const rest = words.filter(([key, inner]) => !ours.includes(key) && !(key === "name" && inner === null));
  return new Map(rest.map(([key, inner]) => [key, wordOf(key, inner)]));
}

function wordOf(key: string, inner: Value): Value {
  // A set, in any order.
  if (key === "graph_inputs") return [...(inner as readonly Value[])].sort();
  // The bytes of a const are bytes in what we write; Python's definition has their text.
  if (key === "value" && inner instanceof Uint8Array) return Buffer.from(inner).toString();
  return pythonPart(inner);
}

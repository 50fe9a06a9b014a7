import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import * as make from "../../../scripts/testing/graphs/documents.ts";
import { greeting, project, tkr } from "./support/tkr.ts";

interface Report {
  readonly ok: boolean;
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly location?: string;
  }[];
  readonly tasks?: readonly object[];
  readonly run?: { readonly state: string; readonly done: object } | null;
}

const task = (name: string, inputs: make.Wires = {}) => ({ type: "function", function_name: name, inputs });

async function check(args: readonly string[], cwd: string) {
  const { exitCode, stdout, stderr } = await tkr(["check", "--json", ...args], { cwd });
  return { exitCode, stderr, report: JSON.parse(stdout) as Report };
}

it("finds nothing wrong with a graph that can run, says what would run, and runs nothing", async () => {
  const cwd = project();
  const { exitCode, stdout, stderr } = await tkr(["check", "-f", "graph.json"], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toBe("Would run:\n  hello\n    greet: 1\nNo problems found.\n");
  const { stdout: runs } = await tkr(["check", "-f", "graph.json", "--run-id", "3", "--json"], { cwd });
  expect(JSON.parse(runs)).toMatchObject({ version: 1, ok: true, run: null });
});

it("finds all problems, each with its place: workers, nested graphs and their ports", async () => {
  const broken = { nodes: [{ type: "output", inputs: { value: [5, "value"] } }], graph_output_idx: 0 };
  const hungry = make.document([make.input("x"), task("none_b.t", { x: [0, "x"] })], { value: [1, "value"] });
  const graph = make.document(
    [
      make.constant(broken),
      make.constant(hungry),
      task("none_a.t"),
      make.evaluate([0, "value"]),
      make.evaluate([1, "value"]),
    ],
    { a: [2, "value"], b: [3, "value"], c: [4, "other"] },
  );
  const { exitCode, report } = await check(["-f", "graph.json"], project({}, graph));
  expect(exitCode).toBe(1);
  expect(report.problems.map(({ code, location }) => `${code} ${location ?? ""}`)).toEqual([
    "TKR_WORKER_UNKNOWN -.N2",
    "TKR_GRAPH_INVALID -.N3.body.N0",
    "TKR_GRAPH_INVALID -.N4",
    "TKR_GRAPH_INVALID -.N4",
    "TKR_WORKER_UNKNOWN -.N4.body.N1",
  ]);
});

it("finds every missing, extra and mistyped input, and says what was expected", async () => {
  const cwd = project();
  const extra = await check(["-f", "graph.json", "-i", "nam=x"], cwd);
  expect(extra.exitCode).toBe(1);
  expect(extra.report.problems.map(({ message }) => message)).toEqual([
    'The input "name" is missing.',
    'The graph has no input "nam"; it has "name".',
  ]);
  const number = { ...greeting, types: [{ type: "integer" }] };
  const typed = await check(["-f", "graph.json", "-i", "name=[1]"], project({}, number));
  expect(typed.report.problems).toMatchObject([{ code: "TKR_INPUTS_INVALID" }]);
  expect(typed.report.problems[0]?.message).toContain('"name" must be integer');
});

it("finds a missing program", async () => {
  const cwd = project(
    { "workers/hello/main.sh": "", "workers/py/main.py": "" },
    {
      nodes: [task("py.t"), { type: "output", inputs: { value: [0, "value"] } }],
      graph_output_idx: 1,
    },
  );
  const { exitCode, stdout } = await tkr(["check", "--json", "-f", "graph.json"], {
    cwd,
    env: { PATH: "/nowhere" },
  });
  expect(exitCode).toBe(1);
  expect((JSON.parse(stdout) as Report).problems).toMatchObject([
    { code: "TKR_PROGRAM_MISSING", location: "-.N0" },
  ]);
});

it("locates what is wrong in a graph file and in the configuration", async () => {
  const cwd = project({
    "graph.ts": "const a = 1;\nexport default const;\n",
    "thrower.ts": "\nthrow new Error('no');\n",
    "wrong.ts": "export default { retry: 'often' };\n",
  });
  const syntax = await check(["-g", "graph.ts"], cwd);
  expect(syntax).toMatchObject({ exitCode: 1, report: { problems: [{ line: 2 }] } });
  const thrown = await check(["-f", "graph.json", "--config", "thrower.ts"], cwd);
  expect(thrown).toMatchObject({ exitCode: 1, report: { ok: false, problems: [{ line: 2 }] } });
  const wrong = await check(["-f", "graph.json", "--config", "wrong.ts"], cwd);
  expect(wrong).toMatchObject({ exitCode: 1, report: { problems: [{ file: "wrong.ts" }] } });
});

it("says how often each task would run, as far as that is known", async () => {
  const body = make.document([make.input("x"), task("hello.inner", { x: [0, "x"] })], {
    value: [1, "value"],
  });
  const graph = make.document(
    [
      make.constant(true),
      task("hello.a"),
      task("hello.b"),
      make.branch("ifelse", [
        [0, "value"],
        [1, "value"],
        [2, "value"],
      ]),
      make.constant(body),
      make.map([4, "value"], { x: [3, "value"] }),
      task("hello.unused"),
      task("hello.a", { x: [3, "value"] }),
    ],
    { value: [5, "value-*"], other: [7, "value"] },
  );
  const { report } = await check(["-f", "graph.json"], project({}, graph));
  expect(report).toMatchObject({
    complete: true,
    tasks: [
      { task: "hello.a", once: 1, perRound: 0, ifChosen: 1 },
      { task: "hello.b", once: 0, perRound: 0, ifChosen: 1 },
      { task: "hello.inner", once: 0, perRound: 1, ifChosen: 0 },
    ],
  });
});

it("says what of an earlier run would be reused, and what is not as it was begun", async () => {
  const cwd = project();
  await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", "4"], { cwd });
  const same = await check(["-f", "graph.json", "-i", "name=a", "--run-id", "4"], cwd);
  expect(same).toMatchObject({ exitCode: 0, report: { run: { state: "done", done: { "hello.greet": 1 } } } });
  const other = await check(["-f", "graph.json", "-i", "name=b", "--run-id", "4"], cwd);
  expect(other).toMatchObject({ exitCode: 1, report: { problems: [{ code: "TKR_RUN_CHANGED" }] } });
  expect(other.report.problems[0]?.message).toContain('its input "name" was another value');
});

it("is wrong usage to name what is not there", async () => {
  const cwd = project();
  for (const args of [[], ["-f", "none.json"], ["-g", "none.ts"], ["-f", "graph.json", "--run-id", "x"]]) {
    const { exitCode, stdout } = await tkr(["check", ...args], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  }
});

it("names the line where a value of the wrong type is given", async () => {
  const graph = `import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
const inc = defineTask({ worker: "w", name: "inc", inputs: { n: z.int() }, outputs: z.int() });
export const g = new GraphBuilder({ outputs: z.int() });
g.outputs(g.task(inc({ n: "text" as never })));
`;
  const cwd = project({ "package.json": `{ "type": "module" }`, "g.ts": graph });
  symlinkSync(join(root, "packages/cli/node_modules"), join(cwd, "node_modules"));
  const { exitCode, stdout } = await tkr(["check", "-g", "g.ts"], { cwd });
  expect(stdout).toContain("problem[TKR_VALUE_TYPE]: g.ts:5: w.inc was given a wrong value");
  expect(exitCode).toBe(1);
});

it("finds type errors of a graph file by the project's own TypeScript, and needs none", async () => {
  const graph = `import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
const inc = defineTask({ worker: "hello", name: "inc", inputs: { n: z.int() }, outputs: z.int() });
export const g = new GraphBuilder({ inputs: { s: z.string() }, outputs: z.int() });
g.outputs(g.task(inc({ n: g.inputs.s })));
`;
  const cwd = project({ "package.json": `{ "type": "module" }`, "g.ts": graph });
  const modules = join(cwd, "node_modules");
  mkdirSync(modules);
  for (const name of ["zod", "@tierkreis"])
    symlinkSync(join(root, "packages/cli/node_modules", name), join(modules, name));
  const without = await check(["-g", "g.ts"], cwd);
  expect(without).toMatchObject({ exitCode: 0, report: { ok: true } });
  symlinkSync(join(root, "node_modules/typescript"), join(modules, "typescript"));
  const found = await check(["-g", "g.ts"], cwd);
  expect(found).toMatchObject({ exitCode: 1, report: { problems: [{ line: 5, code: "TKR_USAGE" }] } });
});

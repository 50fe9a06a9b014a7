import { join } from "node:path";
import { expect, it } from "vitest";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import * as fixture from "./fixtures/graphs.ts";
import { greeting, project, tkr } from "./support/tkr.ts";

const graphs = join(import.meta.dirname, "fixtures", "graphs.ts");
const document = JSON.stringify({
  nodes: [
    { type: "const", value: 1 },
    { type: "output", inputs: { value: [0, "value"] } },
  ],
  graph_output_idx: 1,
});

it.each([
  ["", "workflow"],
  [":other", "other"],
  [":document", "document"],
  [":made", "made"],
  [":later", "later"],
])("runs the export that -g names: %j", async (suffix, name) => {
  const { exitCode, stdout, stderr } = await tkr(["run", "-g", `${graphs}${suffix}`, "-o"], {
    cwd: project(),
  });
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0, stdout: `"hello ${name}"\n` });
});

it.each([
  ["the default export", `export const other = 1;\nexport default ${document};\n`],
  ["`graph`", `export const graph = ${document};\nexport const second = graph;\n`],
  ["the only graph", `export const helper = () => 1;\nexport const mine: object = ${document};\n`],
  [
    "the only function where there is no graph",
    `export const text = "";\nexport const make = () => (${document});\n`,
  ],
])("without a name takes %s", async (_, code) => {
  const cwd = writeTree({ "a: b.ts": code });
  const { exitCode, stdout, stderr } = await tkr(["run", "-g", "a: b.ts", "-o"], { cwd });
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0, stdout: "1\n" });
});

it("keeps what a graph file prints out of standard output", async () => {
  const cwd = writeTree({ "g.ts": `console.log("noise");\nexport const graph = ${document};\n` });
  const { stdout, stderr } = await tkr(["run", "-g", "g.ts", "-o"], { cwd });
  expect(stdout).toBe("1\n");
  expect(stderr).toMatch(/^noise\nrun /);
});

it.each<[string, string, string, RegExp]>([
  ["is not there", "missing.ts", "", /There is no file missing\.ts, which -g names/],
  ["is a folder", ".", "", /^error\[TKR_USAGE\]: \., which -g names, is not a file/],
  ["is a graph document", "graph.json", "", /write -f graph\.json/],
  [
    "has a syntax error",
    "g.ts",
    "export const a = 1;\nexport const b: number = = 2;\n",
    /g\.ts:2: Expression expected\n {2}2 \| export const b: number = = 2;/,
  ],
  [
    "has syntax that Node does not run",
    "g.ts",
    "enum Colour { Red }\n",
    /g\.ts:1: .*enum[^]*leaving out the types/,
  ],
  [
    "says a name twice",
    "g.ts",
    "export const a = 1;\nconst a = 2;\n",
    /g\.ts: Identifier 'a' has already been declared/,
  ],
  [
    "throws",
    "g.ts",
    "export const a = 1;\n\nthrow new Error('boom');\n",
    /g\.ts:3: boom\n {2}3 \| throw new Error\('boom'\);/,
  ],
  [
    "imports a package that is not there",
    "g.ts",
    "import 'no-such-package';\n",
    /g\.ts:1: .*no-such-package[^]*installed\?/,
  ],
  [
    "imports a file that is not there",
    "g.ts",
    "const a = 1;\nimport './other';\n",
    /g\.ts:2: [^]*other[^]*2 \| import '\.\/other';[^]*ending/,
  ],
  ["ends the process", "g.ts", "process.exit(0);\n", /g\.ts: it ended tkr by process\.exit\(0\)/],
  [
    "waits for ever",
    "g.ts",
    "export {};\nawait new Promise(() => {});\n",
    /g\.ts: it waits for something that never/,
  ],
  [
    "has a function that waits for ever",
    "g.ts:make",
    "export const make = () => new Promise(() => {});\n",
    /g\.ts: it waits for something that never comes/,
  ],
  ["throws what is no error", "g.ts", "throw { a: 1 };\n", /g\.ts: it threw \{ a: 1 \}, which is no Error/],
  ["misspells an export", "g.ts:graphs", `export const graph = ${document};\n`, /Did you mean graph\?/],
  ["exports nothing", "g.ts", "const a = 1;\n", /g\.ts exports no graph\. It exports nothing\./],
  ["exports no graph", "g.ts", "export const a = 1, b = {};\n", /g\.ts exports no graph\. It exports a, b\./],
  [
    "exports several",
    "g.ts",
    `export const a = ${document};\nexport const b = a;\n`,
    /Say which: g\.ts:a, g\.ts:b\./,
  ],
  [
    "has a function that throws",
    "g.ts:make",
    "export function make() {\n  throw new Error('boom');\n}\n",
    /g\.ts:2: boom/,
  ],
  [
    "lacks the export",
    "g.ts:nope",
    `export const a = ${document};\n`,
    /has no export "nope"\. It exports a\./,
  ],
])("says what is wrong with a file that %s", async (_, argument, code, words) => {
  const cwd = writeTree({ "g.ts": code, "graph.json": "{}" });
  const { exitCode, stdout, stderr } = await tkr(["run", "-g", argument], { cwd });
  expect(stderr).toMatch(words);
  expect(stderr).not.toContain("    at ");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
});

it("says what the builder refused, and at which line of the user's file", async () => {
  const { exitCode, stderr } = await tkr(["run", "-g", `${graphs}:foreign`], { cwd: project() });
  expect(stderr).toMatch(
    /^error\[TKR_GRAPH_FOREIGN_REF\]: .*fixtures\/graphs\.ts:28: A ref of another graph/,
  );
  expect(exitCode).toBe(1);
});

it("says which export is no graph, and when a graph was never finished", async () => {
  const cwd = project();
  expect((await tkr(["run", "-g", `${graphs}:number`], { cwd })).stderr).toContain('The export "number" of');
  const all = Object.keys(fixture).sort().join(", ");
  expect((await tkr(["run", "-g", `${graphs}:nope`], { cwd })).stderr).toContain(`It exports ${all}.`);
  const { exitCode, stderr } = await tkr(["run", "-g", `${graphs}:unfinished`], { cwd });
  expect(stderr).toMatch(/^error\[TKR_GRAPH_INVALID\]: .*graphs\.ts: .*no output node/s);
  expect(exitCode).toBe(1);
});

it.each<[string, unknown, RegExp]>([
  ["no JSON", '{"nodes": [', /it is no JSON: .*line 1/],
  [
    "an unknown node type",
    { nodes: [{ type: "const", value: 1 }, { type: "magic" }] },
    /node 1: unknown node type "magic"/,
  ],
  [
    "a dangling reference",
    {
      ...greeting,
      nodes: [...greeting.nodes.slice(0, 2), { type: "output", inputs: { value: [7, "value"] } }],
    },
    /node 2: its input "value" takes a value of node 7, which does not exist/,
  ],
  ["no output node", { nodes: [{ type: "const", value: 1 }] }, /no output node/],
  [
    "a cycle",
    {
      nodes: [
        { type: "function", function_name: "a.b", inputs: { x: [1, "value"] } },
        { type: "function", function_name: "a.b", inputs: { x: [0, "value"] } },
        { type: "output", inputs: { value: [0, "value"] } },
      ],
      graph_output_idx: 2,
    },
    /node \d: it needs its own output, in a cycle of nodes \d -> \d -> \d/,
  ],
  [
    "a missing input",
    {
      nodes: [
        {
          type: "function",
          function_name: "a.b",
          ports: { inputs: { x: { type: 0 } }, outputs: { value: { type: 0 } } },
        },
        { type: "output", inputs: { value: [0, "value"] } },
      ],
      graph_output_idx: 1,
      types: [{}],
    },
    /node 0: a\.b needs the input "x", which is not given/,
  ],
  [
    "a worker that climbs out",
    {
      nodes: [
        { type: "function", function_name: "../x.run" },
        { type: "output", inputs: { value: [0, "value"] } },
      ],
      graph_output_idx: 1,
    },
    /node 0: "\.\.\/x" is no worker name/,
  ],
])("names the node of a graph document with %s", async (_, graph, words) => {
  const cwd = project({}, graph);
  const { exitCode, stdout, stderr } = await tkr(["run", "-f", "graph.json"], { cwd });
  expect(stderr).toMatch(/^error\[TKR_GRAPH_INVALID\]: graph\.json: /);
  expect(stderr).toMatch(words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
});

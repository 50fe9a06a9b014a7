// Workers of the Python package tierkreis that have no schema: they are asked for their tasks, with uv.
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import { tkr } from "./support/tkr.ts";

const kinds = readFileSync(join(import.meta.dirname, "fixtures", "kinds_worker.py"), "utf8");
const pyproject = readFileSync(join(root, "example_workers/hello_worker/pyproject.toml"), "utf8");

function project(files: Readonly<Record<string, string>>): string {
  const cwd = writeTree(files);
  symlinkSync(join(root, "packages/cli/node_modules"), join(cwd, "node_modules"));
  return cwd;
}

const worker = { "workers/kinds/main.py": kinds, "workers/kinds/pyproject.toml": pyproject };

/** Uses what the stubs give: each value goes to the real worker, and what comes back is checked against its type. */
const graph = `import { GraphBuilder } from "@tierkreis/builder";
import { Complex } from "@tierkreis/core";
import { z } from "zod";
import * as kinds from "./workers/kinds/api.ts";

export const g = new GraphBuilder({
  outputs: {
    greeting: z.string(), head: z.string(), rest: z.array(z.string()), point: kinds.Point, one: z.int(),
    left: z.string(), right: z.int(), settings: kinds.Settings, raw: z.unknown(), double: z.unknown(),
    opaque: z.unknown(), none: z.null(),
  },
});
const { head, rest } = g.task(kinds.split({ text: "a b c" }));
const settings = { name: "n", tree: { label: "t", children: [{ label: "u", children: [] }] } };
g.outputs({
  greeting: g.task(kinds.greet({ greeting: "ha" })),
  head,
  rest,
  point: g.task(kinds.point({ p: { x: 1, y: 2 }, q: [1, "one"] })),
  one: g.task(kinds.first(z.int())({ xs: [7, 8] })),
  ...g.task(kinds.swap({ p: { first: 1, second: "two" } })),
  settings: g.task(kinds.configure({ settings, extra: { a: [1] } })),
  raw: g.task(kinds.raw({ b: new Uint8Array([1]), parts: [new Uint8Array([2])] })),
  double: g.task(kinds.double({ z: new Complex(1, 2) })),
  opaque: g.task(kinds.opaque({ o: { a: 1 }, u: "text" })),
  none: g.task(kinds.nothing({ m: { a: 1 } })),
});
`;

it("makes stubs of every kind of type, by which the worker's tasks run", async () => {
  const cwd = project({ ...worker, "graph.ts": graph });
  const written = await tkr(["init", "stubs"], { cwd });
  expect(written).toMatchObject({ exitCode: 0, stdout: "kinds  wrote workers/kinds/api.ts\n" });
  expect(written.stderr).toContain("The task low_level has no stub: it is a primitive task");
  const { exitCode, stdout, stderr } = await tkr(["run", "-g", "graph.ts", "-o"], { cwd });
  expect([exitCode, exitCode === 0 ? JSON.parse(stdout) : stderr]).toEqual([
    0,
    {
      greeting: "haha",
      head: "a",
      rest: ["b", "c"],
      point: { x: 2, y: 1 },
      one: 7,
      left: "two",
      right: 1,
      settings: {
        name: "n",
        mode: "exact",
        color: "red",
        size: null,
        when: null,
        rate: 0.5,
        blob: "",
        tree: { label: "t", children: [{ label: "u", children: [] }] },
      },
      raw: { __tkr_bytes__: true, bytes: "AQI=" },
      double: [2, 4],
      opaque: { a: 1 },
      none: null,
    },
  ]);
});

it("tells stubs that are up to date, stale and edited by hand apart", async () => {
  const stubs = readFileSync(join(import.meta.dirname, "fixtures", "kinds-stubs.ts"), "utf8");
  const cwd = project({ ...worker, "workers/kinds/api.ts": stubs });
  const check = async () => (await tkr(["init", "stubs", "--check"], { cwd })).stdout;
  expect(await check()).toBe("kinds  workers/kinds/api.ts: up to date\n");
  writeFileSync(join(cwd, "workers/kinds/main.py"), kinds.replace("times: int = 2", "times: int = 3"));
  expect(await check()).toContain("api.ts: STALE");
  writeFileSync(join(cwd, "workers/kinds/api.ts"), stubs.replace("z.int().default(2)", "z.int()"));
  expect(await check()).toContain("api.ts: EDITED");
});

it("names the worker that can not be asked, with file and line, and goes on with the others", async () => {
  const cwd = project({
    "workers/a_syntax/main.py": "def oops(:\n",
    "workers/b_import/main.py": "from tierkreis import Worker\n\nimport not_there\n",
    "workers/c_silent/main.py": "from tierkreis import Worker\n",
    "workers/d_plain/main.py": "import sys\nsys.exit('no worker of tierkreis')\n",
    "workers/e_good/main.py": kinds,
    ...Object.fromEntries(
      ["a_syntax", "b_import", "c_silent", "e_good"].map((name) => [
        `workers/${name}/pyproject.toml`,
        pyproject,
      ]),
    ),
  });
  const { exitCode, stdout, stderr } = await tkr(["init", "stubs"], { cwd });
  expect(stderr).toMatch(
    /worker a_syntax could not be asked for its tasks: [^]*main\.py:1: SyntaxError: invalid syntax/,
  );
  expect(stderr).toMatch(
    /worker b_import could not[^]*main\.py:3: ModuleNotFoundError: No module named 'not_there'/,
  );
  expect(stderr).toMatch(/worker c_silent could not[^]*without a call of worker\.app/);
  expect(stdout.replaceAll(/ +/g, " ").split("\n")).toEqual([
    "a_syntax failed, see above",
    "b_import failed, see above",
    "c_silent failed, see above",
    "d_plain has no schema.tsp, and tells no tasks",
    "e_good wrote workers/e_good/api.ts",
    "",
  ]);
  expect(exitCode).toBe(1);
});

it("says what to install where uv is missing, and goes on with the others", async () => {
  const cwd = project({
    ...worker,
    "workers/typed/schema.tsp": "interface typed { greet(name: string): string; }",
  });
  const { exitCode, stdout, stderr } = await tkr(["init", "stubs"], { cwd, env: { PATH: "/nowhere" } });
  expect(stderr).toMatch(/error\[TKR_PROGRAM_MISSING\]: .*Worker kinds is run by uv.*pip install uv/s);
  expect(stdout).toContain("typed  wrote workers/typed/api.ts");
  expect(exitCode).toBe(1);
});

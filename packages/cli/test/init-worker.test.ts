import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import { tkr } from "./support/tkr.ts";

/** A folder that finds what a project has installed. */
function project(files: Readonly<Record<string, string>> = {}): string {
  const cwd = writeTree(files);
  symlinkSync(join(root, "packages/cli/node_modules"), join(cwd, "node_modules"));
  return cwd;
}

/** A graph with the lines of a hint, and the value that they name as its output. */
function graphOf(hint: string): string {
  const lines = hint.split("\n").flatMap((line) => (line.startsWith("  ") ? [line.trim()] : []));
  const name = /const (\w+) = g/.exec(hint)?.[1] ?? "";
  return `import { GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
${lines[0] ?? ""}
export const g = new GraphBuilder({ outputs: z.unknown() });
${lines.slice(1).join("\n")}
g.outputs(${name});
`;
}

const encoded = Buffer.from("fig\npear\n").toString("base64");

it.each([
  ["shell", ["made it/api.ts", "made it/main.sh", "made it/schema.tsp"], "6"],
  ["python", ["api.ts", "main.py", "pyproject.toml", "schema.tsp"].map((name) => `made it/${name}`), "16"],
  ["ts", ["made it/main.ts"], "[1,2,3]"],
  ["stdinout", [], `{"__tkr_bytes__":true,"bytes":"${encoded}"}`],
] as const)("makes a %s worker that runs as its hint says", async (kind, files, answer) => {
  const cwd = project();
  const made = await tkr(["init", "worker", "made it", "--kind", kind, "--registry", "workers"], {
    cwd,
  });
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  expect(made.stdout).toMatch(/^Made workers\/made it, and the registry workers with it\. In a graph/);
  expect(readdirSync(join(cwd, "workers"), { recursive: true }).sort()).toEqual(["made it", ...files]);
  writeFileSync(join(cwd, "graph.ts"), graphOf(made.stdout));
  const { exitCode, stdout, stderr } = await tkr(["run", "-g", "graph.ts", "-o"], { cwd });
  expect({ exitCode, stdout, stderr: exitCode === 0 ? "" : stderr }).toEqual({
    exitCode: 0,
    stdout: `${answer}\n`,
    stderr: "",
  });
});

it("puts it into the registry of the project, from wherever in it", async () => {
  const cwd = project({
    "tierkreis.config.ts": 'export default { registry: "tasks" };\n',
    "below/empty.txt": "",
  });
  const { stdout, exitCode } = await tkr(["init", "worker", "made", "--kind", "ts"], {
    cwd: join(cwd, "below"),
  });
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("tasks/made, and the registry"),
  });
  expect(readdirSync(join(cwd, "tasks"))).toEqual(["made"]);
});

it.each([
  [
    "a wrong kind",
    ["made", "--kind", "pyton"],
    /no kind of worker "pyton"\. Did you mean python\? Kinds: shell,/,
  ],
  ["a kind in other words", ["made", "--kind", "bash"], /Did you mean shell\?/],
  ["a kind of no likeness", ["made", "--kind", "rust"], /"rust"\. Kinds: shell, python, ts, stdinout\./],
  ["no kind", ["made"], /--kind/],
  ["a name with ..", ["../made", "--kind", "ts"], /"\.\.\/made" is no worker name/],
  ["an existing folder", ["there", "--kind", "ts"], /workers\/there is there already/],
  ["the name of what is built in", ["builtins", "--kind", "ts"], /builtins is the worker that is built in/],
  ["a program's name", ["sort", "--kind", "stdinout"], /sort is also a program on PATH, .*\/sort,/],
  ["a file for the registry", ["made", "--kind", "ts", "--registry", "file"], /The registry file is a file/],
])("refuses %s, and makes nothing", async (_, args, message) => {
  const cwd = project({ "workers/there/main.sh": "", file: "" });
  const { exitCode, stdout, stderr } = await tkr(["init", "worker", ...args], { cwd });
  expect(stderr).toMatch(message);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(readdirSync(join(cwd, "workers"))).toEqual(["there"]);
});

it("says what the system refuses", async () => {
  const cwd = project();
  const args = ["init", "worker", "made", "--kind", "ts", "--registry", "/proc/here"];
  const { exitCode, stderr } = await tkr(args, { cwd });
  expect(stderr).toMatch(/^error\[TKR_WRITE_FAILED\]: \/proc\/here\/made could not be written/);
  expect(exitCode).toBe(1);
});

import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import { packageNameOf } from "../src/init/package-name.ts";
import { makeFolder } from "../src/init/staged.ts";
import { versions } from "../src/init/versions.ts";
import { tkr } from "./support/tkr.ts";

const files = [
  ".gitignore",
  "README.md",
  "graph.test.ts",
  "graph.ts",
  "package.json",
  "tierkreis.config.ts",
  "tsconfig.json",
  "workers",
];

const nameIn = (folder: string): unknown =>
  (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: unknown }).name;

it("makes a project in a new folder, and says what comes next", async () => {
  const cwd = writeTree({});
  const { exitCode, stdout } = await tkr(["init", "project", "new/My Flow"], { cwd });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout:
      "Made new/My Flow: a graph with three workers, and its test. Next:\n\n  cd 'new/My Flow'\n  npm install\n  npx tkr run\n",
  });
  const folder = join(cwd, "new", "My Flow");
  expect(readdirSync(folder).sort()).toEqual(files);
  expect(readdirSync(join(cwd, "new"))).toEqual(["My Flow"]);
  expect(nameIn(folder)).toBe("my-flow");
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(texts.filter((text) => /WORKER|PROJECT|VERSION|ZOD|TYPES|SQUARES_/.test(text))).toEqual([]);
});

it("makes it in a folder that holds nothing but a repository, and leaves that alone", async () => {
  const cwd = writeTree({ ".git/HEAD": "ref: refs/heads/main\n" });
  const { exitCode, stdout } = await tkr(["init", "project", "--name", "@us/flow"], { cwd });
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/^Made a project here[^]*Next:\n\n {2}npm install/),
  ]);
  expect(readdirSync(cwd).sort()).toEqual([".git", ...files]);
  expect(nameIn(cwd)).toBe("@us/flow");
});

it("leaves Python out when asked, and says that it needs uv when that is missing", async () => {
  const cwd = writeTree({});
  const env = { PATH: "/nowhere" };
  const without = await tkr(["init", "project", "a", "--no-python"], { cwd, env });
  expect(without).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readdirSync(join(cwd, "a/workers/squares")).sort()).toEqual(["api.ts", "main.sh", "schema.tsp"]);
  expect(readFileSync(join(cwd, "a/README.md"), "utf8")).not.toContain("main.py");
  const warned = await tkr(["init", "project", "b"], { cwd, env });
  expect(warned.exitCode).toBe(0);
  expect(warned.stderr).toMatch(/no uv on PATH[^]*pip install uv[^]*--no-python/);
});

it("overwrites nothing, and names what is there", async () => {
  const cwd = writeTree({ a: "", b: "", c: "", "d/e": "" });
  const here = await tkr(["init", "project"], { cwd });
  expect(here.stderr).toContain(". is not empty: it has a, b, c and 1 more.");
  const file = await tkr(["init", "project", "a"], { cwd });
  expect(file.stderr).toContain("a is a file.");
  const below = await tkr(["init", "project", "a/b"], { cwd });
  expect(below.stderr).toMatch(/^error\[TKR_WRITE_FAILED\]: .*nothing of it is left/s);
  expect([here.exitCode, file.exitCode, below.exitCode]).toEqual([2, 2, 1]);
  expect(readdirSync(cwd).sort()).toEqual(["a", "b", "c", "d"]);
});

it.each(["", "   "])("takes %j for no folder, and touches nothing", async (dir) => {
  const cwd = writeTree({ "README.md": "mine\n", "graph.ts": "mine too\n" });
  const { exitCode, stdout, stderr } = await tkr(["init", "project", dir], { cwd });
  expect(stderr).toMatch(/^error\[TKR_USAGE\]: The folder for the project has no name\./);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(readdirSync(cwd).sort()).toEqual(["README.md", "graph.ts"]);
  expect(readFileSync(join(cwd, "README.md"), "utf8")).toBe("mine\n");
});

it("replaces nothing that comes into the folder meanwhile, and takes back only what it made", async () => {
  const target = writeTree({});
  const making = makeFolder(target, async (stage) => {
    for (const name of ["a", "b", "c"]) await writeFile(join(stage, name), "new");
    await writeFile(join(target, "b"), "mine");
  });
  await expect(making).rejects.toMatchObject({
    code: "TKR_USAGE",
    message: expect.stringContaining("b is there already"),
  });
  expect(readdirSync(target)).toEqual(["b"]);
  expect(readFileSync(join(target, "b"), "utf8")).toBe("mine");
});

it("says how to go to a folder whose name looks like an option, and nothing of one where one is", async () => {
  const cwd = writeTree({});
  const dashed = await tkr(["init", "project", "--no-python", "--", "-dash"], { cwd });
  expect(dashed.stdout).toContain("\n  cd ./-dash\n");
  const here = await tkr(["init", "project", "--no-python", "./"], { cwd: writeTree({}) });
  expect(here.stdout).toMatch(/^Made a project here[^]*Next:\n\n {2}npm install/);
});

it.each([[], ["--no-python"]])("writes a README whose table has straight columns: %j", async (...flags) => {
  const cwd = writeTree({});
  await tkr(["init", "project", ...flags], { cwd });
  const rows = readFileSync(join(cwd, "README.md"), "utf8").match(/^\|.*$/gm) ?? [];
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
});

it("leaves nothing when it can not be written to the end", async () => {
  const cwd = writeTree({});
  // A file may have 2 blocks of 512 bytes: the first longer one fails, as on a full disk.
  const limited = { NODE: process.execPath, MAIN: join(root, "packages/cli/src/main.ts") };
  mkdirSync(join(cwd, "kept"));
  const { execa } = await import("execa");
  for (const folder of ["new", "kept"]) {
    const line = `trap '' XFSZ; ulimit -f 1; exec "$NODE" --conditions=@tierkreis/source "$MAIN" init project ${folder}`;
    const end = await execa("sh", ["-c", line], { cwd, env: limited, reject: false, stdin: "ignore" });
    expect(end.stderr).toMatch(/^error\[TKR_WRITE_FAILED\]: .*EFBIG/s);
    expect(end.exitCode).toBe(1);
  }
  expect(readdirSync(cwd)).toEqual(["kept"]);
  expect(readdirSync(join(cwd, "kept"))).toEqual([]);
});

it("leaves nothing when it is interrupted", async () => {
  const cwd = writeTree({});
  const running = tkr(["init", "project", "deep/new"], { cwd });
  while (!existsSync(join(cwd, "deep"))) await new Promise((resolve) => setTimeout(resolve, 5));
  running.kill("SIGINT");
  const { exitCode, stderr } = await running;
  // It may have been done already.
  expect([exitCode, stderr, readdirSync(cwd)]).toEqual(
    exitCode === 0 ? [0, stderr, ["deep"]] : [130, "", []],
  );
});

it.each([
  ["My Flow", "my-flow"],
  ["..Über uns!", "uber-uns"],
  ["日本", "tierkreis-project"],
  ["zod", "zod-project"],
  ["x".repeat(300), "x".repeat(214)],
])("calls the package of the folder %j %j", (folder, name) => {
  expect(packageNameOf(folder)).toBe(name);
});

it("refuses a name that no package may have", async () => {
  const { exitCode, stderr } = await tkr(["init", "project", "x", "--name", "../Up"], { cwd: writeTree({}) });
  expect(stderr).toMatch(/^error\[TKR_USAGE\]: "\.\.\/Up" can not be the name of a package.* up would do/);
  expect(exitCode).toBe(2);
});

it("installs the versions that this workspace is tested with", () => {
  const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  for (const [name, version] of Object.entries(versions))
    expect(catalog).toMatch(new RegExp(`^ {2}"?${name}"?: ${version.replaceAll(/[.^]/g, "\\$&")}$`, "m"));
});

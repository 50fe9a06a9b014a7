import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createProgram } from "../src/program.ts";
import { tkrInTerminal } from "./support/terminal.ts";
import { project, tkr } from "./support/tkr.ts";

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
  version: string;
};

it("prints its version and its help, and without a command the help as an error", async () => {
  const cwd = project();
  expect(await tkr(["--version"], { cwd })).toMatchObject({ exitCode: 0, stdout: `${manifest.version}\n` });
  expect(await tkr(["--help"], { cwd })).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await tkr([], { cwd })).toMatchObject({ exitCode: 2, stdout: "" });
});

it("loads nothing but the parser for help", async () => {
  const cwd = project();
  const loaded = await tkr(["run", "--help"], { cwd, env: { NODE_DEBUG: "esm" } });
  const files =
    loaded.stderr.match(/\/(zod|@typespec|execa|core\/src|controller\/src|process\/src)\//g) ?? [];
  expect(loaded.exitCode).toBe(0);
  expect(files).toEqual([]);
});

it("shows an example with every command", () => {
  const program = createProgram(() => undefined);
  const leaves = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== "help")
    .flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
  expect(leaves.map((command) => command.name())).toEqual(expect.arrayContaining(["run", "resume", "stubs"]));
  for (const command of [program, ...leaves]) {
    let text = "";
    command.configureOutput({ writeOut: (written) => (text += written) }).outputHelp();
    expect(text).toMatch(/Examples:\n {2}tkr /);
  }
});

it("shows the help of a command in a command", async () => {
  const { stdout, exitCode } = await tkr(["help", "init", "worker"], { cwd: project() });
  expect(stdout).toMatch(/^Usage: tkr init worker /);
  expect(exitCode).toBe(0);
});

it.each([40, 60, 100])("fits a terminal of %i columns, but for examples", async (columns) => {
  const cwd = project();
  for (const words of [["--help"], ["run", "--help"], ["help", "init", "stubs"]]) {
    const terminal = tkrInTerminal(words, { cwd, columns, rows: 200 });
    await terminal.over();
    const lines = terminal.raw.replace(/Examples:[^]*/, "").split("\r\n");
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    expect(lines.length).toBeGreaterThan(10);
  }
});

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { project, taskAlone, tkr } from "./support/tkr.ts";

const args = ["run", "-f", "graph.json", "-i", "name=Ada", "-o"];

it("keeps runs in a SQLite file, and goes on with them", async () => {
  const cwd = project();
  const inFile = [...args, "--storage", "sqlite:runs.sqlite", "--run-id"];
  const first = await tkr([...inFile, "1"], { cwd });
  expect(first.stdout).toBe('"hello Ada"\n');
  expect(first.stderr).toContain(
    `run 00000000-0000-0000-0000-000000000001 in sqlite:${join(cwd, "runs.sqlite").replace("\n", " ")}\n`,
  );
  expect(first.stderr).not.toMatch(/warning/i);
  await tkr([...inFile, "2"], { cwd });
  const again = await tkr([...inFile, "1"], { cwd });
  expect(again.stdout).toBe('"hello Ada"\n');
  expect(again.stderr).toContain("1 task done (1 reused)");
  expect(readdirSync(cwd).sort()).toEqual(["graph.json", "runs.sqlite", "workers"]);
});

it("says how to go on with a run that failed in a SQLite file", async () => {
  const cwd = project({ "workers/hello/main.sh": "exit 3\n" }, taskAlone("hello.fail"));
  const failing = ["run", "-f", "graph.json", "--storage", "sqlite:runs.sqlite", "--run-id", "1"];
  const { exitCode, stderr } = await tkr(failing, { cwd });
  expect(stderr).toContain("To go on:\n  tkr resume 1 --storage sqlite:runs.sqlite\n");
  expect(exitCode).toBe(1);
});

it("runs in memory, leaves nothing, and does not speak of going on", async () => {
  const cwd = project({ "workers/broken/main.sh": "exit 3\n" });
  const { stdout, stderr } = await tkr([...args, "--storage", "memory:"], { cwd });
  expect(stdout).toBe('"hello Ada"\n');
  expect(stderr).toContain(" in memory:\n");
  expect(existsSync(join(cwd, "checkpoints"))).toBe(false);
  const failing = project({ "workers/hello/main.sh": "exit 3\n" }, taskAlone("hello.fail"));
  const failed = await tkr(["run", "-f", "graph.json", "--storage", "memory:"], { cwd: failing });
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).not.toContain("To go on");
});

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deleteRun, listRuns, readRun } from "@tierkreis/controller";
import { toRunId } from "@tierkreis/core";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, runGraph, ShellExecutor } from "../src/index.ts";
import { stepGraph, stepScript } from "./fixtures/steps.ts";

vi.setConfig({ testTimeout: 120_000 });

const runId = toRunId(9);

/** A finished run, and copies of it that a process restarts (`-.N2` is b) or deletes until it kills itself. */
async function setUp() {
  const registry = writeTree({ "step/main.sh": stepScript, "step/gate": "" });
  const executor = new ShellExecutor({ registry });
  const done = temporaryFolder();
  const run = (storage: FileStorage) => runGraph(stepGraph(), { start: "" }, { storage, executor, runId });
  /** The names of the tasks that have run since the last look. */
  const calls = () => {
    const file = join(registry, "step", "calls");
    const names = readFileSync(file, "utf8").replaceAll("\n", "");
    writeFileSync(file, "");
    return names;
  };
  const killed = async (life: number, location = "") => {
    const directory = temporaryFolder();
    cpSync(done, directory, { recursive: true });
    const fixture = join(import.meta.dirname, "fixtures", "manager.ts");
    const args = ["--conditions=@tierkreis/source", fixture, directory, runId, String(life), location];
    const { signal, exitCode } = await execa(process.execPath, args, { reject: false });
    expect(signal ?? exitCode).toBe(signal === undefined ? 0 : "SIGKILL");
    return { storage: new FileStorage({ directory }), isKilled: signal !== undefined };
  };
  await run(new FileStorage({ directory: done }));
  expect(calls()).toBe("abcd");
  return { run, calls, killed };
}

it("restarts or does not, wherever kill -9 strikes, and then runs just what was forgotten", async () => {
  const { run, calls, killed } = await setUp();
  const ran: string[] = [];
  for (let life = 0, isKilled = true; isKilled; life += 3) {
    const left = await killed(life, "-.N2");
    isKilled = left.isKilled;
    const { storage } = left;
    expect(await run(storage)).toBe("abcd");
    ran.push(calls());
  }
  // At first nothing has happened; from the mark on, all of it has.
  expect(ran.join(" ").trim()).toMatch(/^bcd(?: bcd)+$/);
  expect(ran[0]).toBe("");
});

it("deletes or leaves what is no run, wherever kill -9 strikes", async () => {
  const { run, calls, killed } = await setUp();
  for (const life of [2, 3, 8, 20, 1000]) {
    const { storage, isKilled } = await killed(life);
    const states = [];
    for await (const { state } of listRuns(storage)) states.push(state);
    expect([isKilled, states]).toEqual(
      life === 1000 ? [false, []] : [true, [life === 2 ? "done" : "leftover"]],
    );
    if (life === 8) await deleteRun(storage, runId);
    expect(await run(storage)).toBe("abcd");
    expect(calls()).toBe(life === 2 ? "" : "abcd");
    expect(await readRun(storage, runId)).toMatchObject({ state: "done" });
  }
});

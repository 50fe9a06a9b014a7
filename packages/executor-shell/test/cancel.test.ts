import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import type { Json } from "@tierkreis/core";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { createSpawner } from "@tierkreis/process";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";

function executorOf(script: string, { survive = false } = {}) {
  const spawner = createSpawner({ graceMs: 300, survive });
  onTestFinished(() => spawner.close());
  return new ShellExecutor({ registry: writeTree({ "w/main.sh": script }), spawner });
}

/** True for a process that runs: not for one that has ended and is still listed. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.includes("Z");
}

/** Starts a sleeping child, notes both numbers, waits. */
const family = 'sleep 100 & echo "$$ $!" > pids.tmp; mv pids.tmp pids; wait';

it.each([
  ["a task with children", family],
  ["one that ignores the gentle signal", `trap "" TERM; ${family}; sleep 100`],
])("ends %s when it is aborted", async (_, script) => {
  const executor = executorOf(script);
  const task = prepareTask({ worker: "w" });
  const ended = executor.run(task.call, task.context);
  const pids = join(task.workspace.scratch, "pids");
  await vi.waitUntil(() => existsSync(pids), { timeout: 10_000 });
  const numbers = readFileSync(pids, "utf8").split(" ").map(Number);
  expect(numbers.map(isAlive)).toEqual([true, true]);
  task.abort();
  const end = await ended;
  expect(end.status).toBe("signal");
  expect(numbers.map(isAlive)).toEqual([false, false]);
});

it("starts nothing when it is aborted already", async () => {
  const executor = executorOf("touch started");
  const task = prepareTask({ worker: "w" });
  task.abort();
  expect((await executor.run(task.call, task.context)).status).toBe("error");
  expect(existsSync(join(task.workspace.scratch, "started"))).toBe(false);
});

it("takes over a task by the handle that was saved for it", async () => {
  const executor = executorOf("touch started; sleep 0.2; exit 7", { survive: true });
  const task = prepareTask({ worker: "w" });
  const ended = executor.run(task.call, task.context);
  await vi.waitUntil(() => existsSync(join(task.workspace.scratch, "started")), { timeout: 10_000 });
  const [handle] = task.handles;
  expect(await executor.reattach(handle as Json, task.call, task.context)).toEqual({
    status: "exit",
    exitCode: 7,
  });
  expect(await ended).toEqual({ status: "exit", exitCode: 7 });
});

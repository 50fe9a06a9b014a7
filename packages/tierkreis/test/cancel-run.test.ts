import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cancelRun, readRun } from "@tierkreis/controller";
import { RunKeys, toRunId } from "@tierkreis/core";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, runGraph, ShellExecutor } from "../src/index.ts";
import { stepGraph, stepScript } from "./fixtures/steps.ts";

vi.setConfig({ testTimeout: 60_000 });

const runId = toRunId(5);
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A run in a process of its own, whose third task waits for a file. */
async function runElsewhere() {
  const registry = writeTree({ "step/main.sh": stepScript });
  const directory = temporaryFolder();
  const fixture = join(import.meta.dirname, "fixtures", "controller.ts");
  const args = ["--conditions=@tierkreis/source", fixture, directory, registry, runId];
  const controller = execa(process.execPath, args, { reject: false, stdin: "ignore" });
  const pidFile = join(registry, "step", "pid");
  await vi.waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "", { timeout: 20_000 });
  const storage = new FileStorage({ directory });
  /** Runs it on here; its third task may end when `gate` has settled. */
  const goOn = async (gate: () => Promise<unknown> = () => Promise.resolve()) => {
    const executor = new ShellExecutor({ registry });
    const run = runGraph(stepGraph(), { start: "" }, { storage, executor, runId });
    await gate();
    writeFileSync(join(registry, "step", "gate"), "");
    return run;
  };
  return { controller, storage, task: Number(readFileSync(pidFile, "utf8")), goOn };
}

it("ends a run of another process with its tasks, and leaves it to be gone on with", async () => {
  const { controller, storage, task, goOn } = await runElsewhere();
  await cancelRun(storage, runId);
  expect(isRunning(task)).toBe(false);
  const { exitCode, stderr } = await controller;
  expect(exitCode).toBe(1);
  expect(stderr).toContain("TKR_CANCELLED");
  expect(await readRun(storage, runId)).toMatchObject({
    state: "cancelled",
    failure: { code: "TKR_CANCELLED" },
  });
  expect(await storage.list(`${runId}/control/`)).toEqual({ keys: [] });
  expect(await goOn()).toBe("abcd");
});

it("resolves when the owner dies instead, and does not cancel the next one", async () => {
  const { controller, storage, goOn } = await runElsewhere();
  controller.kill("SIGSTOP");
  const cancelled = cancelRun(storage, runId);
  await vi.waitUntil(async () => (await storage.stat(new RunKeys(runId).control("cancel"))) !== undefined);
  controller.kill("SIGKILL");
  await cancelled;
  await controller;
  expect(await readRun(storage, runId)).toMatchObject({ state: "interrupted" });
  // As if who asked had died as well.
  const request = new RunKeys(runId).control("cancel");
  await storage.write(request, new TextEncoder().encode('{"epoch":1}'));
  const isSeen = () =>
    vi.waitUntil(async () => (await storage.stat(request)) === undefined, { timeout: 20_000 });
  expect(await goOn(isSeen)).toBe("abcd");
});

it("waits no longer than it is told to", async () => {
  const { controller, storage } = await runElsewhere();
  controller.kill("SIGSTOP");
  await expect(cancelRun(storage, runId, { timeout: 300 })).rejects.toMatchObject({ code: "TKR_RUN_LOCKED" });
  const abort = new AbortController();
  const waiting = cancelRun(storage, runId, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  // The request stays.
  controller.kill("SIGCONT");
  expect((await controller).stderr).toContain("TKR_CANCELLED");
});

it("says so when there is nothing to cancel", async () => {
  const registry = writeTree({ "step/main.sh": stepScript, "step/gate": "" });
  const storage = new FileStorage({ directory: temporaryFolder() });
  await expect(cancelRun(storage, runId)).rejects.toMatchObject({
    code: "TKR_RUN_UNKNOWN",
    details: { run: runId },
  });
  await runGraph(
    stepGraph("a"),
    { start: "" },
    { storage, executor: new ShellExecutor({ registry }), runId },
  );
  await expect(cancelRun(storage, runId)).rejects.toMatchObject({
    code: "TKR_RUN_IDLE",
    details: { run: runId },
  });
  await expect(cancelRun(storage, runId, { timeout: 0 })).rejects.toThrow(TypeError);
});

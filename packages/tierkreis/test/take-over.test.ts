import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deleteRun, restart } from "@tierkreis/controller";
import { isLocked, RunKeys } from "@tierkreis/core";
import { SqliteStorage } from "@tierkreis/storage-sqlite";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, runGraph, ShellExecutor, startRun, type RunEvent } from "../src/index.ts";
import { stepGraph, stepScript } from "./fixtures/steps.ts";

vi.setConfig({ testTimeout: 60_000 });

const runId = "00000000-0000-0000-0000-000000000069";

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A controller whose task `c` waits for the gate. */
async function begun(place: string, survive: boolean) {
  const registry = writeTree({ "step/main.sh": stepScript });
  const file = (name: string) => join(registry, "step", name);
  const fixture = join(import.meta.dirname, "fixtures", "surviving-controller.ts");
  const args = ["--conditions=@tierkreis/source", fixture, place, registry, runId];
  if (survive) args.push("survive");
  const controller = execa(process.execPath, args, { reject: false, stdin: "ignore" });
  await vi.waitUntil(() => existsSync(file("pid")), { timeout: 50_000 });
  const storage = place.endsWith(".db")
    ? new SqliteStorage({ file: place })
    : new FileStorage({ directory: place });
  return {
    controller,
    pid: Number(readFileSync(file("pid"), "utf8")),
    storage,
    executor: new ShellExecutor({ registry, survive }),
    openGate: () => writeFileSync(file("gate"), ""),
    calls: () => readFileSync(file("calls"), "utf8").replaceAll("\n", ""),
  };
}

/** The same, killed. `helper`: with the process that starts its programs. */
async function killed(place: string, { survive = false, helper = false } = {}) {
  const { controller, pid, ...rest } = await begun(place, survive);
  if (helper) {
    const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1];
    controller.kill("SIGSTOP");
    process.kill(Number(parent), "SIGKILL");
  }
  controller.kill("SIGKILL");
  await controller;
  return { pid, ...rest };
}

/** Makes the last sign of life of the run's owner so old that it counts as dead. */
async function age(storage: FileStorage | SqliteStorage): Promise<void> {
  const key = new RunKeys(runId).heartbeat(1);
  const beat = JSON.parse(new TextDecoder().decode(await storage.read(key))) as object;
  await storage.write(key, new TextEncoder().encode(JSON.stringify({ ...beat, at: Date.now() - 60_000 })));
}

async function goOn({
  storage,
  executor,
}: {
  storage: FileStorage | SqliteStorage;
  executor: ShellExecutor;
}) {
  const run = await startRun(stepGraph(), { start: "" }, { storage, executor, runId });
  const events: RunEvent[] = [];
  for await (const event of run.events) events.push(event);
  const tasks = events.flatMap((event) => {
    if (event.type === "taskStarted")
      return [`${event.task}${event.attempt} ${event.takenOver ? "taken over" : "started"}`];
    return event.type === "taskFailed" ? [`${event.task}${event.attempt} failed`] : [];
  });
  return { outputs: await run.outputs, tasks };
}

const places = [
  ["files", () => join(temporaryFolder(), "runs")],
  ["SQLite", () => join(temporaryFolder(), "runs.db")],
] as const;

for (const [name, place] of places) {
  it(`leaves what was taken over to its new owner when the old one was only paused, on ${name}`, async () => {
    const { controller, pid, openGate, calls, ...options } = await begun(place(), true);
    controller.kill("SIGSTOP");
    await age(options.storage);
    const run = goOn(options);
    await vi.waitUntil(() => isLocked(options.storage, new RunKeys(runId)), { timeout: 50_000 });
    controller.kill("SIGCONT");
    expect((await controller).stderr).toContain("TKR_RUN_LOST");
    expect(isRunning(pid)).toBe(true);
    openGate();
    expect(await run).toEqual({ outputs: "abcd", tasks: ["c1 taken over", "d1 started"] });
    expect(calls()).toBe("abcd");
    await options.storage.close();
  });

  it(`takes over a task that outlived its controller, on ${name}: it does not run twice`, async () => {
    const { pid, openGate, calls, ...options } = await killed(place(), { survive: true });
    expect(isRunning(pid)).toBe(true);
    const run = goOn(options);
    openGate();
    expect(await run).toEqual({ outputs: "abcd", tasks: ["c1 taken over", "d1 started"] });
    expect(calls()).toBe("abcd");
  });

  it(`takes what a task left that ended while nobody was there, on ${name}`, async () => {
    const { pid, openGate, calls, ...options } = await killed(place(), { survive: true });
    openGate();
    await vi.waitUntil(() => !isRunning(pid), { timeout: 50_000 });
    expect(await goOn(options)).toEqual({ outputs: "abcd", tasks: ["c1 taken over", "d1 started"] });
    expect(calls()).toBe("abcd");
  });

  it(`runs a task again that was ended with its controller, on ${name}`, async () => {
    const { pid, openGate, calls, ...options } = await killed(place());
    await vi.waitUntil(() => !isRunning(pid), { timeout: 50_000 });
    openGate();
    const { outputs, tasks } = await goOn(options);
    expect(outputs).toBe("abcd");
    expect(tasks).toEqual(["c1 taken over", "c1 failed", "c2 started", "d1 started"]);
    expect(calls()).toBe("abccd");
  });

  it.runIf(process.platform === "linux")(
    `ends what is left of a task whose controller and helper were killed at once, on ${name}`,
    async () => {
      const { pid, openGate, calls, ...options } = await killed(place(), { helper: true });
      expect(isRunning(pid)).toBe(true);
      const run = goOn(options);
      await vi.waitUntil(() => !isRunning(pid), { timeout: 50_000 });
      openGate();
      expect((await run).outputs).toBe("abcd");
      expect(calls()).toBe("abccd");
    },
  );

  it(`ends a task that outlived its controller when it was restarted since, on ${name}`, async () => {
    const { pid, openGate, calls, ...options } = await killed(place(), { survive: true });
    await restart(options.storage, runId, "-.N3");
    expect(isRunning(pid)).toBe(true);
    const run = goOn(options);
    await vi.waitUntil(() => !isRunning(pid), { timeout: 50_000 });
    openGate();
    expect((await run).outputs).toBe("abcd");
    expect(calls()).toBe("abccd");
  });

  it(`ends a program that outlived its controller when its run is begun afresh or deleted, on ${name}`, async () => {
    const second = await killed(place(), { survive: true });
    const { pid, calls } = second;
    expect(isRunning(pid)).toBe(true);
    const options = { storage: second.storage, executor: second.executor, runId, fresh: true };
    expect(await runGraph(stepGraph("a"), { start: "" }, options)).toBe("a");
    expect([isRunning(pid), calls()]).toEqual([false, "abca"]);

    const third = await killed(place(), { survive: true });
    expect(isRunning(third.pid)).toBe(true);
    await deleteRun(third.storage, runId);
    expect(isRunning(third.pid)).toBe(false);
  });
}

import { cpSync } from "node:fs";
import { join } from "node:path";
import { deleteRun, listRuns, readRun, restart, type RunInfo } from "@tierkreis/controller";
import { RunKeys, RunLock, toRunId, type Storage } from "@tierkreis/core";
import { expect, it, vi } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, MemoryStorage, readOutputs, runGraph, TierkreisError } from "../src/index.ts";
import { dyingStorage } from "./support/dying-storage.ts";
import { everyKind } from "./support/every-kind.ts";
import { CountedBuiltins, noPrograms } from "./support/executors.ts";

vi.setConfig({ testTimeout: 60_000 });

const { graph, inputs } = everyKind();
const bytes = (text: string) => new TextEncoder().encode(text);

async function run(storage: Storage, runId: number | string, builtins = new CountedBuiltins()) {
  const options = { storage, runId, builtins, executor: noPrograms, name: `run ${String(runId)}` };
  const outputs = await runGraph<unknown, unknown>(graph, inputs, options);
  return { outputs, ran: builtins.ran.toSorted() };
}

/** Built-in tasks of which the one at a place fails, or waits to be told. */
function stopAt(place: string, stop: () => Promise<void>): CountedBuiltins {
  const builtins = new CountedBuiltins();
  const task = builtins.run.bind(builtins);
  builtins.run = async (call, context) => {
    if (context.location === place) await stop();
    return task(call, context);
  };
  return builtins;
}

const whole = await run(memoryStorage(), 1);
const isTaskOfLoop = (location: string) => location.includes(".L2.");
const [early = "", late = ""] = [whole.ran[0], whole.ran.find(isTaskOfLoop)];

async function all(storage: Storage, limit = Infinity): Promise<readonly RunInfo[]> {
  const runs: RunInfo[] = [];
  for await (const one of listRuns(storage, { limit })) runs.push(one);
  return runs;
}

it("tells of every run what can be told, the latest first", async () => {
  const storage = memoryStorage();
  const fail = () => Promise.reject(new TierkreisError("TKR_TASK_FAILED", "out of luck"));
  await run(storage, 1);
  await expect(run(storage, 2, stopAt(late, fail))).rejects.toThrow("out of luck");
  const abort = new AbortController();
  const cancelled = stopAt(early, async () => {
    abort.abort();
    await Promise.resolve();
  });
  await expect(
    runGraph<unknown, unknown>(graph, inputs, {
      storage,
      runId: 3,
      executor: noPrograms,
      builtins: cancelled,
      signal: abort.signal,
    }),
  ).rejects.toMatchObject({ code: "TKR_CANCELLED" });
  // Killed: its owner said nothing.
  await run(dyingStorage(storage, 40).storage, 4).catch(() => undefined);
  await run(storage, 5);
  await restart(storage, 5, late);
  await run(storage, 6);
  await deleteRun(dyingStorage(storage, 10).storage, 6).catch(() => undefined);
  const lock = await RunLock.acquire(storage, new RunKeys(toRunId(7)));
  await storage.write(`${toRunId(7)}/-.N1/x`, bytes(""));
  await storage.write("other/key", bytes(""));

  const runs = await all(storage);
  expect(Object.fromEntries(runs.map(({ id, state }) => [Number(id.slice(-2)), state]))).toEqual({
    1: "done",
    2: "failed",
    3: "cancelled",
    4: "interrupted",
    5: "restarted",
    6: "leftover",
    7: "running",
  });
  expect(runs.at(-1)).toEqual({ id: toRunId(7), state: "running", executions: 0 });
  const times = runs.slice(0, -1).map(({ started }) => started?.getTime() ?? 0);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(await readRun(storage, 1)).toMatchObject({ name: "run 1", executions: 1, ended: expect.any(Date) });
  expect(await readRun(storage, 2)).toMatchObject({
    failure: { code: "TKR_TASK_FAILED", message: expect.stringContaining("out of luck"), location: late },
  });
  expect(await all(storage, 2)).toEqual(runs.slice(0, 2));
  await expect(readRun(storage, 99)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
  await expect(all(storage, 0)).rejects.toThrow(TypeError);
  await lock.release();

  // A later execution that says nothing of its end does not inherit the one before.
  await run(dyingStorage(storage, 3).storage, 2).catch(() => undefined);
  expect(await readRun(storage, 2)).toMatchObject({ state: "interrupted", executions: 2 });
  await run(storage, 2);
  expect(await readRun(storage, 2)).toMatchObject({ state: "done", executions: 3 });
});

it("lists runs of Tierkreis for Python", async () => {
  const directory = temporaryFolder();
  for (const [index, name] of ["complete", "interrupted"].entries())
    cpSync(join(import.meta.dirname, "fixtures", "python-runs", name), join(directory, toRunId(index)), {
      recursive: true,
    });
  const states = (await all(new FileStorage({ directory }))).map(({ id, state, name }) => [id, state, name]);
  expect(states.toSorted()).toEqual([
    [toRunId(0), "done", "reference"],
    [toRunId(1), "interrupted", "reference"],
  ]);
});

it.each([
  ["memory", () => new MemoryStorage()],
  ["files", () => new FileStorage({ directory: temporaryFolder() })],
])("costs the same for a run of any size: %s", async (_, make) => {
  const askedFor = async (tasks: number) => {
    const storage = make();
    for (let index = 0; index < 4; index++) {
      const keys = new RunKeys(toRunId(index));
      await storage.write(keys.graph, bytes("{}"));
      await storage.write(
        keys.metadata,
        bytes(JSON.stringify({ workflow_id: keys.run, tierkreis_version: "", start_time: "2026-01-01" })),
      );
      for (let node = 0; node < tasks; node++)
        await storage.write(keys.output(`-.N${String(node)}`, "value"), bytes("1"));
    }
    let calls = 0;
    let found = 0;
    const list = storage.list.bind(storage);
    storage.list = async (prefix, options) => {
      const page = await list(prefix, options);
      calls++;
      found += page.keys.length;
      return page;
    };
    expect(await all(storage)).toHaveLength(4);
    return { calls, found };
  };
  expect(await askedFor(100)).toEqual(await askedFor(3));
});

it("deletes a run, and lets its id be used for another one", async () => {
  const storage = new FileStorage({ directory: temporaryFolder() });
  await run(storage, 1);
  await run(storage, 2);
  await deleteRun(storage, 1);
  expect((await all(storage)).map(({ id }) => id)).toEqual([toRunId(2)]);
  const { keys } = await storage.list(`${toRunId(1)}/`);
  expect(keys.filter((key) => !/\/(?:lock|heartbeat)\//.test(key))).toEqual([]);
  await expect(deleteRun(storage, 1)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
  await expect(deleteRun(storage, 99)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
  expect((await run(storage, 1)).ran).toEqual(whole.ran);
});

it("refuses to delete a run that somebody runs", async () => {
  const storage = memoryStorage();
  const gate = Promise.withResolvers<undefined>();
  const running = run(
    storage,
    1,
    stopAt(early, () => gate.promise),
  );
  await vi.waitUntil(async () => (await all(storage)).length > 0);
  await expect(deleteRun(storage, 1)).rejects.toMatchObject({ code: "TKR_RUN_LOCKED" });
  gate.resolve(undefined);
  expect((await running).outputs).toEqual(whole.outputs);
});

it("never leaves half a run that looks whole, wherever it is killed", async () => {
  const before = new MemoryStorage();
  await run(before, 1);
  const { changes, storage: endless } = dyingStorage(await copyOf(before), Infinity);
  await deleteRun(endless, 1);
  const lives = Array.from({ length: 30 }, (_, step) =>
    step < 10 ? step : Math.floor((changes() * step) / 30),
  );
  const seen = new Set<string>();
  for (const [index, life] of lives.entries()) {
    const storage = await copyOf(before);
    await expect(deleteRun(dyingStorage(storage, life).storage, 1)).rejects.toThrow();
    const [left] = await all(storage);
    const outputs = await readOutputs(graph, { storage, runId: 1 }).catch((error: unknown) => error);
    const isWhole = left?.state === "done";
    seen.add(left?.state ?? "");
    expect(isWhole ? outputs : (outputs as TierkreisError).code).toEqual(
      isWhole ? whole.outputs : "TKR_RUN_UNKNOWN",
    );
    // Deleted again, or begun again.
    if (index % 2 === 0) await deleteRun(storage, 1);
    expect((await all(storage)).length).toBe(index % 2);
    const again = await run(storage, 1);
    expect(again).toEqual(isWhole && index % 2 === 1 ? { outputs: whole.outputs, ran: [] } : whole);
  }
  expect([...seen].sort()).toEqual(["done", "leftover"]);
});

async function copyOf(storage: Storage): Promise<Storage> {
  const copy = new MemoryStorage();
  for (const key of (await storage.list("", { limit: 100_000 })).keys)
    await copy.write(key, await storage.read(key));
  return copy;
}

it("lets an owner that was paused know that its run was deleted, and takes nothing that it still writes", async () => {
  const storage = memoryStorage();
  const keys = new RunKeys(toRunId(1));
  await run(storage, 1);
  const key = (await storage.list(`${keys.folder(late)}attempts/`)).keys;
  const written = new Map<string, Uint8Array>();
  for (const one of key) written.set(one, await storage.read(one));
  const paused = await RunLock.acquire(storage, keys, () => Date.now() - 60_000);
  await deleteRun(storage, 1);
  await expect(paused.confirm()).rejects.toMatchObject({ code: "TKR_RUN_LOST" });

  const fail = () => Promise.reject(new TierkreisError("TKR_TASK_FAILED", "not yet"));
  await expect(run(storage, 1, stopAt(late, fail))).rejects.toThrow("not yet");
  for (const [one, value] of written) await storage.write(one, value);
  await expect(paused.confirm()).rejects.toMatchObject({ code: "TKR_RUN_LOST" });
  expect((await run(storage, 1)).ran).toContain(late);
});

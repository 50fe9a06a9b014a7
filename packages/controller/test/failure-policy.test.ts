import { setTimeout as sleep } from "node:timers/promises";
import { TierkreisError, type Executor, type Graph, type Storage, type TaskPolicy } from "@tierkreis/core";
import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { isTriedAgain, retryRule, waitBefore } from "../src/driver/retries.ts";
import { TaskQueue, type Demand, type Places } from "../src/driver/task-queue.ts";
import { runGraph, startRun, type RunOptions } from "../src/index.ts";

/** A graph of tasks that need nothing of one another; the output takes all. The last one starts first. */
function tasks(policies: Readonly<Record<string, TaskPolicy>>): Graph {
  const names = Object.keys(policies);
  return {
    nodes: [
      ...names.map((name) => ({ type: "function", function_name: name, inputs: {}, policy: policies[name] })),
      {
        type: "output",
        inputs: Object.fromEntries(names.map((_, at) => [`p${String(at)}`, [at, "value"]])),
      },
    ],
    graph_output_idx: names.length,
  } as unknown as Graph;
}

type Work = (signal: AbortSignal, attempt: number, log: (text: string) => void) => Promise<void> | void;

/** Does what each task's function says; keeps how many were under way at once, and who ran. */
function worker(work: Readonly<Record<string, Work>> = {}) {
  const seen = { most: 0, now: 0, ran: [] as string[] };
  const executor: Executor = {
    specVersion: 1,
    name: "toy",
    run: async ({ worker, task }, { signal, attempt, output, log }) => {
      seen.most = Math.max(seen.most, ++seen.now);
      seen.ran.push(`${worker}.${task}`);
      try {
        await (work[`${worker}.${task}`] ?? (() => sleep(5)))(signal, attempt, log);
        output("value").setValue(task);
        return { status: "ok" };
      } catch (error) {
        if (error instanceof ExitStatus) return { status: "exit", exitCode: error.status };
        return { status: "error", error: error as Error };
      } finally {
        seen.now--;
      }
    },
  };
  return { executor, seen };
}

/** Stands for a program's end. */
class ExitStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit ${String(status)}`);
    this.status = status;
  }
}

const fail = (status: number): Work => {
  return () => Promise.reject(new ExitStatus(status));
};

function perform(graph: Graph, executor: Executor, options: Partial<RunOptions> = {}) {
  return runGraph<unknown, unknown>(graph, {}, { storage: memoryStorage(), executor, ...options });
}

it("waits longer before each further attempt, up to the longest wait, and less by chance", () => {
  const rule = retryRule({ limit: 9, delay: 100, factor: 3, maxDelay: 1000, jitter: 0.2 });
  expect([1, 2, 3, 4].map((retry) => waitBefore(rule, retry, 0))).toEqual([100, 300, 900, 1000]);
  expect(waitBefore(rule, 1, 0.5)).toBe(90);
  expect(retryRule(2)).toEqual({
    limit: 2,
    delay: 1000,
    factor: 2,
    maxDelay: 60_000,
    jitter: 0.5,
    on: undefined,
  });
});

it("tries again on the failures that were chosen, and on no others", () => {
  const rule = retryRule({ limit: 1, on: [75, "SIGKILL", "TKR_TASK_TIMEOUT"] });
  const failed = (details: object) => new TierkreisError("TKR_TASK_FAILED", "it failed", details);
  expect(isTriedAgain(rule, failed({ exitCode: 75 }))).toBe(true);
  expect(isTriedAgain(rule, failed({ exitCode: 1 }))).toBe(false);
  expect(isTriedAgain(rule, failed({ signal: "SIGKILL" }))).toBe(true);
  expect(isTriedAgain(rule, new TierkreisError("TKR_TASK_TIMEOUT", "late"))).toBe(true);
  expect(isTriedAgain(retryRule(1), failed({ exitCode: 1 }))).toBe(true);
});

it("tries a task again as often as its policy says, not as often as the run's", async () => {
  const { executor, seen } = worker({ "w.a": fail(3) });
  const graph = tasks({ "w.a": { retry: { limit: 2, delay: 1 } } });
  await expect(perform(graph, executor, { retry: 7 })).rejects.toMatchObject({
    code: "TKR_TASK_FAILED",
    details: { attempt: 3, exitCode: 3 },
  });
  expect(seen.ran).toHaveLength(3);
});

it("gives the place of a task that waits for its next attempt to another", async () => {
  const { executor, seen } = worker({
    "w.a": (_, attempt) => {
      if (attempt === 1) throw new Error("not yet");
    },
  });
  const graph = tasks({ "w.b": {}, "w.a": { retry: { limit: 1, delay: 300, jitter: 0 } } });
  await perform(graph, executor, { concurrency: 1 });
  expect(seen.ran).toEqual(["w.a", "w.b", "w.a"]);
});

it("ends an attempt that gives no sign of life, and not one that does", async () => {
  const silent = worker({ "w.a": (signal) => sleep(60_000, undefined, { signal }) });
  await expect(perform(tasks({ "w.a": {} }), silent.executor, { idleTimeout: 60 })).rejects.toMatchObject({
    code: "TKR_TASK_TIMEOUT",
    message: expect.stringContaining("no sign of life for 60 ms"),
  });
  const talking = worker({
    "w.a": async (_signal, _attempt, log) => {
      for (let line = 0; line < 12; line++) {
        await sleep(100);
        log(`line ${String(line)}`);
      }
    },
  });
  await perform(tasks({ "w.a": { idleTimeout: 1000 } }), talking.executor);
});

it("ends what is under way with failFast, lets it end with finish, and does all it can with keepGoing", async () => {
  const graph = tasks({ "w.worse": {}, "w.later": {}, "w.slow": {}, "w.bad": {} });
  const ended: string[] = [];
  const perhaps = async (onFailure: NonNullable<RunOptions["onFailure"]>) => {
    ended.length = 0;
    const { executor, seen } = worker({
      "w.bad": () => sleep(20).then(() => Promise.reject(new Error("bad"))),
      "w.slow": async (signal) => {
        await sleep(200, undefined, { signal }).then(
          () => ended.push("well"),
          () => ended.push("early"),
        );
      },
      "w.worse": () => Promise.reject(new Error("worse")),
    });
    const error: unknown = await perform(graph, executor, { onFailure, concurrency: 2 }).catch(
      (e: unknown) => e,
    );
    return { error: error as TierkreisError, ran: seen.ran.length };
  };
  expect((await perhaps("failFast")).ran).toBe(2);
  expect(ended).toEqual(["early"]);
  expect((await perhaps("finish")).ran).toBe(2);
  expect(ended).toEqual(["well"]);
  const { error, ran } = await perhaps("keepGoing");
  expect(ran).toBe(4);
  expect(error.code).toBe("TKR_TASK_FAILED");
  expect(error.message).toMatch(/w\.bad at -\.N3 failed[^]*1 other task failed: w\.worse at -\.N0\./);
});

it("names all that failed before the run ended, and does not wait for what will not be tried again", async () => {
  const { executor, seen } = worker({
    "w.again": () => Promise.reject(new Error("again")),
    "w.bad": () => sleep(20).then(() => Promise.reject(new Error("bad"))),
    "w.worse": () => sleep(60).then(() => Promise.reject(new Error("worse"))),
  });
  const graph = tasks({
    "w.again": { retry: { limit: 3, delay: 2 ** 31 - 1, maxDelay: 2 ** 31 - 1 } },
    "w.bad": {},
    "w.worse": {},
  });
  const error: unknown = await perform(graph, executor, { concurrency: 3 }).catch((e: unknown) => e);
  expect(error).toMatchObject({
    code: "TKR_TASK_FAILED",
    message: expect.stringMatching(/w\.bad at -\.N1 failed[^]*1 other task failed: w\.worse at -\.N2\./),
  });
  expect(seen.ran).toHaveLength(3);
});

it("tells of a task that was ended with its run its own end, not the failure of another", async () => {
  const { executor } = worker({
    "w.bad": () => sleep(5).then(() => Promise.reject(new Error("bad"))),
    "w.slow": (signal) => sleep(60_000, undefined, { signal }),
  });
  const graph = tasks({ "w.slow": {}, "w.bad": {} });
  const storage = memoryStorage();
  const run = await startRun(graph, {}, { storage, executor, onFailure: "failFast", runId: 1 });
  const failed: Record<string, unknown> = {};
  for await (const event of run.events) if (event.type === "taskFailed") failed[event.location] = event.error;
  expect(failed).toMatchObject({
    "-.N1": { code: "TKR_TASK_FAILED" },
    "-.N0": { code: "TKR_CANCELLED", details: { location: "-.N0", task: "slow", attempt: 1 } },
  });
  expect(String(failed["-.N0"])).toMatch(/^[^]*w\.slow at -\.N0 was ended in attempt 1[^]*w\.bad at -\.N1/);
  await expect(run.outputs).rejects.toMatchObject({ code: "TKR_TASK_FAILED", details: { task: "bad" } });
});

it.each<[string, Partial<RunOptions>, (operation: string, key: string) => boolean]>([
  ["looked up", { record: "all" }, (operation, key) => operation === "list" && key.includes("/-.N0/")],
  ["to be taken over", {}, (operation, key) => operation === "stat" && key.endsWith("/lock/3")],
])("starts no task after a failure that came while it was %s", async (what, options, isHeld) => {
  const storage = memoryStorage();
  const graph = tasks({ "w.held": {}, "w.bad": {} });
  const { executor, seen } = worker({ "w.bad": fail(3) });
  const takenOver: unknown[] = [];
  const reattaching: Executor = {
    ...executor,
    reattach: (handle) => {
      takenOver.push(handle);
      return Promise.resolve({ status: "lost", reason: "it is not there" });
    },
  };
  // Of an attempt whose end is not noted nobody knows whether it is under way.
  const forgetful: Storage = {
    ...storage,
    write: (key, value) =>
      /N0.*_(done|error)$/.test(key) ? Promise.reject(new Error("disk")) : storage.write(key, value),
  };
  const isLeft = what === "to be taken over";
  await expect(
    perform(graph, reattaching, {
      storage: isLeft ? forgetful : storage,
      onFailure: isLeft ? "keepGoing" : "finish",
      concurrency: 1,
      runId: 1,
    }),
  ).rejects.toThrow();
  expect(seen.ran).toEqual(isLeft ? ["w.bad", "w.held"] : ["w.bad"]);
  seen.ran.length = 0;
  const gate = Promise.withResolvers<undefined>();
  let held = 0;
  const hold = async (operation: string, key: string): Promise<void> => {
    if (!isHeld(operation, key)) return;
    held++;
    await gate.promise;
  };
  const holding: Storage = {
    ...storage,
    list: (prefix, page) => hold("list", prefix).then(() => storage.list(prefix, page)),
    stat: (key) => hold("stat", key).then(() => storage.stat(key)),
  };
  const run = await startRun(graph, {}, { storage: holding, executor: reattaching, runId: 1, ...options });
  for await (const { type } of run.events) if (type === "taskFailed") setImmediate(gate.resolve, undefined);
  await expect(run.outputs).rejects.toMatchObject({ code: "TKR_TASK_FAILED", details: { task: "bad" } });
  expect(held).toBeGreaterThan(0);
  expect(seen.ran).toEqual(["w.bad"]);
  expect(takenOver).toEqual([]);
});

it("keeps within the limits of the run, its executors and its workers", async () => {
  const policies = Object.fromEntries(
    ["a", "b", "c", "d", "e", "f"].map((task, at): [string, TaskPolicy] => [
      `w${String(at % 2)}.${task}`,
      {},
    ]),
  );
  const most = async (concurrency: NonNullable<RunOptions["concurrency"]>) => {
    const { executor, seen } = worker();
    await perform(tasks(policies), executor, { concurrency });
    return seen.most;
  };
  expect(await most({ tasks: 6 })).toBe(6);
  expect(await most({ tasks: 6, workers: { w0: 1, w1: 1 } })).toBe(2);
  expect(await most({ tasks: 6, executors: { toy: 3 } })).toBe(3);
});

it("counts the cpus and the memory that tasks ask for, and runs one alone that asks for too much", async () => {
  const { executor, seen } = worker();
  const big = { resources: { memory: 600 } };
  await perform(tasks({ "w.a": big, "w.b": big, "w.c": big }), executor, {
    concurrency: { tasks: 9, memory: 1000 },
  });
  expect(seen.most).toBe(1);
  const other = worker();
  await perform(tasks({ "w.a": { resources: { cpus: 64 } }, "w.b": {} }), other.executor, { concurrency: 2 });
  expect(other.seen.most).toBe(1);
});

it("lets tasks of a worker that is full be overtaken, but none that needs more of the whole", () => {
  const places: Places = { tasks: 2, memory: undefined, executors: {}, workers: { full: 1 } };
  const queue = new TaskQueue<string>(places);
  const of = (worker: string, cpus = 1): Demand => ({ executor: "e", worker, cpus, memory: 0 });
  queue.push("full 1", of("full"));
  queue.push("full 2", of("full"));
  queue.push("other", of("other"));
  queue.push("wide", of("wide", 2));
  queue.push("last", of("last"));
  expect(queue.take()?.item).toBe("full 1");
  expect(queue.take()?.item).toBe("other");
  queue.release(of("full"));
  expect(queue.take()?.item).toBe("full 2");
  queue.release(of("full"));
  queue.release(of("other"));
  expect(queue.take()?.item).toBe("wide");
  expect(queue.take()).toBeUndefined();
  queue.release(of("wide", 2));
  expect(queue.take()?.item).toBe("last");
  expect(queue.take()).toBeUndefined();
});

it("refuses policies and options that are none, with words", async () => {
  const { executor } = worker();
  const graph = tasks({ "w.a": {} });
  const refused = (options: object) => perform(graph, executor, options);
  await expect(refused({ retry: { limit: -1 } })).rejects.toThrow(/retry\.limit/);
  await expect(refused({ retry: { times: 2 } })).rejects.toThrow(/`retry` option/);
  await expect(refused({ retry: { limit: 1, on: [256] } })).rejects.toThrow(/retry\.on\.0: an exit status/);
  await expect(refused({ retry: { limit: 1, on: ["SIGFOO"] } })).rejects.toThrow(/retry\.on\.0/);
  await expect(refused({ retry: { limit: 1, on: [] } })).rejects.toThrow(/retry\.on/);
  await expect(refused({ concurrency: { task: 2 } })).rejects.toThrow(/workers, got "task"/);
  await expect(refused({ concurrency: { workers: { w: 0 } } })).rejects.toThrow(/concurrency\.workers\.w/);
  await expect(refused({ onFailure: "panic" })).rejects.toThrow(/"finish" or "failFast" or "keepGoing"/);
  const misspelt = tasks({ "w.a": { retries: 2 } as unknown as TaskPolicy });
  await expect(perform(misspelt, executor)).rejects.toMatchObject({ code: "TKR_GRAPH_INVALID" });
});

it("notes how an attempt failed, so that the next life of the run does not look for it", async () => {
  const storage = memoryStorage();
  const { executor } = worker({ "w.a": fail(3) });
  const handles: unknown[] = [];
  const graph = tasks({ "w.a": {} });
  const run = await startRun<unknown, unknown>(graph, {}, { storage, executor, runId: 1 });
  await expect(run.outputs).rejects.toThrow();
  const { keys } = await storage.list(`${run.id}/-.N0/attempts/1.1/_error`);
  expect(JSON.parse(new TextDecoder().decode(await storage.read(keys[0] ?? "")))).toMatchObject({
    code: "TKR_TASK_FAILED",
    exit_status: 3,
    worker: "w",
    task: "a",
  });
  const second: Executor = {
    ...worker().executor,
    reattach: (handle) => {
      handles.push(handle);
      return Promise.resolve({ status: "ok" });
    },
  };
  await perform(graph, second, { storage, runId: 1 });
  expect(handles).toEqual([]);
});

it("starts no task that may still run on the executor of an earlier life", async () => {
  const good = memoryStorage();
  const bad = {
    ...good,
    write: (key: string, value: Uint8Array) =>
      key.endsWith("_done") ? Promise.reject(new Error("disk")) : good.write(key, value),
  };
  const first: Executor = {
    ...worker().executor,
    name: "first",
    run: async (_, { saveHandle, output }) => {
      await saveHandle(7);
      output("value").setValue("x");
      return { status: "ok" };
    },
  };
  const graph = tasks({ "w.a": {} });
  await expect(perform(graph, first, { storage: bad, runId: 1 })).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
  });
  const { executor, seen } = worker();
  // However often it is asked for.
  for (let time = 0; time < 2; time++) {
    await expect(perform(graph, executor, { storage: good, runId: 1 })).rejects.toMatchObject({
      code: "TKR_EXECUTOR_FAULT",
      message: expect.stringContaining("executor first"),
    });
  }
  expect(seen.ran).toEqual([]);
  const key = "00000000-0000-0000-0000-000000000001/-.N0/attempts/1.1/handle";
  const handle = await good.read(key);
  await good.write(key, handle.subarray(0, 9));
  await expect(perform(graph, first, { storage: good, runId: 1 })).rejects.toMatchObject({
    code: "TKR_EXECUTOR_FAULT",
    message: expect.stringContaining(key),
  });
  await good.write(key, handle);
  await perform(graph, first, { storage: good, runId: 1 });
});

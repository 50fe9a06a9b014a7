import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { MultipleExecutor, runGraph, startRun, TaskExecutor, type RunEvent } from "@tierkreis/controller";
import {
  RunKeys,
  TierkreisError,
  toRunId,
  type Executor,
  type Storage,
  type TaskContext,
  type TaskEnd,
} from "@tierkreis/core";
import { afterEach, expect, it, vi } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { fileExecutor } from "./support/file-executor.ts";
import { oneTask } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const ok: TaskEnd = { status: "ok" };
const never = () => new Promise<never>(() => undefined);
const attempt = new RunKeys(toRunId(1)).attempt("-.N0", { epoch: 1, attempt: 1 });

/** A promise that rejects with anything: others write executors too. */
function rejection(reason: unknown): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  reject(reason);
  return promise;
}

/** Runs with a bad executor, then again with a good one; gives what the first ended with. */
async function failing(parts: Partial<Executor>, options: { signal?: AbortSignal; timeout?: number } = {}) {
  const storage = memoryStorage();
  const executor = toyExecutor("toy", parts);
  const failed: unknown = await runGraph(oneTask(), {}, { storage, executor, runId: 1, ...options }).catch(
    (error: unknown) => error,
  );
  expect(await storage.stat(`${attempt}_done`)).toBeUndefined();
  expect(await runGraph(oneTask(), {}, { storage, executor: toyExecutor("good"), runId: 1 })).toBe("-.N0");
  return failed;
}

function fault(operation: string, words: string) {
  return {
    code: "TKR_EXECUTOR_FAULT",
    message: expect.stringContaining(`the executor toy is at fault: \`${operation}\` ${words}`) as string,
    details: { driver: "toy", operation },
  };
}

const circular: { self?: unknown } = {};
circular.self = circular;
const unreadable = {
  get status(): never {
    return raise(new Error("no"));
  },
};

const symbolic = Object.assign(new Error("x"), { message: Symbol("s") });
const throwing = new Proxy(new Error("x"), { get: () => raise(new Error("trap")) });

function raise(error: Error): never {
  throw error;
}

it.each<[string, () => unknown, string]>([
  ["rejects with nothing", () => rejection(undefined), "failed: it threw undefined"],
  ["rejects with a text", () => rejection("boom"), "failed: boom"],
  ["rejects with what can not be printed", () => rejection(Object.create(null)), "failed: it threw"],
  ["throws before it returns", () => raise(new Error("boom")), "failed: boom"],
  [
    "says that the run is cancelled",
    () => raise(new TierkreisError("TKR_CANCELLED", "boom")),
    "failed: boom",
  ],
  [
    "says that the storage failed",
    () => raise(new TierkreisError("TKR_STORAGE_FAILED", "boom")),
    "failed: boom",
  ],
  ["rejects with a message that is no text", () => rejection(symbolic), "failed with an error that can not"],
  [
    "rejects with what throws when it is read",
    () => rejection(throwing),
    "failed with an error that can not",
  ],
  [
    "settles with an error whose message is no text",
    () => ({ status: "error", error: symbolic }),
    "settled with what is no end",
  ],
  [
    "settles with an error that throws when it is read",
    () => ({ status: "error", error: throwing }),
    "settled with what is no end",
  ],
  ["settles with nothing", () => undefined, "settled with what is no end of a task: undefined"],
  ["settles with a text", () => "ok", "settled with what is no end of a task: 'ok'"],
  ["settles with a circle", () => circular, "settled with what is no end of a task: <ref"],
  ["settles with what can not be read", () => unreadable, "settled with what is no end of a task"],
  ["settles with no exit status", () => ({ status: "exit", exitCode: "1" }), "settled with what is no end"],
  [
    "settles with an error that is none",
    () => ({ status: "error", error: "no" }),
    "settled with what is no end",
  ],
  [
    "settles with a function for details",
    () => ({ ...ok, details: () => 1 }),
    "settled with details that are no",
  ],
  [
    "settles with a circle for details",
    () => ({ ...ok, details: circular }),
    "settled with details that are no",
  ],
  [
    "settles with long details",
    () => ({ ...ok, details: "x".repeat(5000) }),
    "settled with details of more than 4096",
  ],
])("calls an executor at fault that %s", async (_, run, words) => {
  expect(await failing({ run: run as Executor["run"] })).toMatchObject(fault("run", words));
});

it.each<[string, Partial<Executor>, string, string]>([
  ["its check throws", { check: () => raise(new Error("boom")) }, "check", "failed: boom"],
  [
    "its check rejects with nothing",
    { check: () => rejection(undefined) },
    "check",
    "failed: it threw undefined",
  ],
  ["its name is asked for", { nameOf: () => raise(new Error("boom")) }, "nameOf", "failed: boom"],
  ["its name is none", { nameOf: () => 3 as never }, "nameOf", "answered with a number instead of a name"],
  ["it looks for pure tasks", { pure: () => raise(new Error("boom")) }, "pure", "failed: boom"],
  [
    "its pure task is none",
    { pure: () => 3 as never },
    "pure",
    "answered with a number instead of a function",
  ],
  [
    "its pure task gives a number",
    { pure: () => () => 5 as never },
    "pure",
    "of w.one answered with a number instead of an object of outputs",
  ],
  [
    "its pure task gives a promise",
    { pure: (() => async () => ({})) as never },
    "pure",
    "of w.one answered with a promise",
  ],
  [
    "its pure task throws what can not be read",
    { pure: () => () => raise(symbolic) },
    "pure",
    "of w.one failed with an error that can not",
  ],
])("calls an executor at fault when %s", async (_, parts, operation, words) => {
  expect(await failing(parts)).toMatchObject(fault(operation, words));
});

it("says so when an executor gives no reason", async () => {
  const error = new Error();
  expect(await failing({ run: async () => ({ status: "error", error }) })).toMatchObject({
    code: "TKR_TASK_FAILED",
    message: expect.stringContaining("failed in attempt 1: it gave no reason.") as string,
  });
});

it("does not let an executor's end say what came of the run", async () => {
  const error = new TierkreisError("TKR_CANCELLED", "boom");
  expect(await failing({ run: async () => ({ status: "error", error }) })).toMatchObject({
    code: "TKR_TASK_FAILED",
    cause: { cause: error },
  });
});

it.each<[string, () => unknown]>([
  ["throws", () => raise(new Error("boom"))],
  ["rejects with nothing", () => rejection(undefined)],
])("ends a run as it has ended when its executor's release %s", async (_, release) => {
  const executor = toyExecutor("toy", { release: release as () => Promise<void> });
  expect(await runGraph(oneTask(), {}, { storage: memoryStorage(), executor })).toBe("-.N0");
});

it("keeps what an executor says of a task with its record", async () => {
  const storage = memoryStorage();
  const executor = toyExecutor("toy", {
    run: async (_, { output }) => {
      output("value").setValue(1);
      return { ...ok, details: { job: 7, hosts: ["a"] } };
    },
  });
  await runGraph(oneTask(), {}, { storage, executor, runId: 1 });
  const record: unknown = JSON.parse(new TextDecoder().decode(await storage.read(`${attempt}_done`)));
  expect(record).toMatchObject({ executor: "toy", details: { job: 7, hosts: ["a"] } });
  expect(await runGraph(oneTask(), {}, { storage, executor, runId: 1 })).toBe(1);
});

/** Everything takes a turn of the event loop: there is time for calls that come too late. */
function slowStorage(): Storage {
  const storage = memoryStorage();
  const { write } = storage;
  return {
    ...storage,
    write: async (...given) => {
      await new Promise((done) => setImmediate(done));
      await write(...given);
    },
  };
}

it("gives calls no effect that come after the executor has settled", async () => {
  const storage = slowStorage();
  const contexts: TaskContext[] = [];
  const executor = toyExecutor("toy", {
    run: async (_, context) => {
      contexts.push(context);
      context.output("value").setValue(1);
      context.log("in time");
      await context.saveHandle("in time");
      const { output, log, saveHandle } = context;
      setImmediate(() => {
        output("value").setValue(2);
        output("late").setValue(2);
        log("too late");
        void saveHandle("too late");
      });
      return ok;
    },
  });
  expect(await runGraph(oneTask(), {}, { storage, executor, runId: 1 })).toBe(1);
  for (const context of contexts) {
    context.output("value").setValue(3);
    context.log("too late");
    await context.saveHandle("too late");
    await expect(context.workspace()).rejects.toThrow("it has ended");
  }
  const text = async (name: string) => new TextDecoder().decode(await storage.read(`${attempt}${name}`));
  expect(await text("logs")).toBe("in time\n");
  expect(JSON.parse(await text("handle"))).toMatchObject({ handle: "in time" });
  expect(await text("outputs/value")).toBe("1");
  expect((await storage.list(`${attempt}outputs/`)).keys).toHaveLength(1);
});

it("waits for what an executor has begun and does not wait for", async () => {
  const storage = slowStorage();
  const folders: string[] = [];
  const executor = toyExecutor("toy", {
    run: async (_, context) => {
      void context.saveHandle(1);
      void context.saveHandle(2);
      void context.workspace().then(({ dir }) => folders.push(dir));
      return { status: "exit", exitCode: 1 };
    },
  });
  await expect(runGraph(oneTask(), {}, { storage, executor, runId: 1 })).rejects.toMatchObject({
    code: "TKR_TASK_FAILED",
  });
  const saved = new TextDecoder().decode(await storage.read(`${attempt}handle`));
  expect(JSON.parse(saved)).toMatchObject({ handle: 2 });
  expect(folders.map((folder) => existsSync(folder))).toEqual([false]);
});

it.each<[string, (context: TaskContext) => unknown, string]>([
  ["an output that is no port", ({ output }) => output("../../x"), "is no port name"],
  ["bytes that are none", ({ output }) => output("value").setBytes("text" as never), "as a Uint8Array"],
  ["an input that is not there", ({ input }) => input("x"), "Expected the name of an input"],
  ["a handle that is no JSON", ({ saveHandle }) => saveHandle(undefined as never), "a handle that is JSON"],
])("refuses %s", async (_, call, words) => {
  const run = async (_call: unknown, context: TaskContext) => {
    await call(context);
    return ok;
  };
  expect(await failing({ run })).toMatchObject({ message: expect.stringContaining(words) as string });
});

it("tells what went wrong with the storage, whatever an executor makes of it", async () => {
  const good = memoryStorage();
  const storage = {
    ...good,
    write: (key: string, value: Uint8Array) =>
      key.endsWith("handle") ? Promise.reject(new Error("disk")) : good.write(key, value),
  };
  for (const make of [() => raise(new Error("mine")), () => ({ status: "exit", exitCode: 1 }) as const]) {
    const executor = toyExecutor("toy", {
      run: async (_, { saveHandle }) => {
        await saveHandle(1).catch(() => undefined);
        return make();
      },
    });
    await expect(runGraph(oneTask(), {}, { storage, executor, runId: 1 })).rejects.toMatchObject({
      code: "TKR_STORAGE_FAILED",
      details: { driver: "memory", operation: "write" },
    });
  }
});

afterEach(() => {
  vi.useRealTimers();
});

function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
}

it("names an executor that ignores the timeout of its task", async () => {
  useFakeTimers();
  const failed = failing(
    { run: (call) => (call.task === "one" ? never() : rejection(0)) },
    { timeout: 1000 },
  );
  await vi.advanceTimersByTimeAsync(17_000);
  expect(await failed).toMatchObject({
    ...fault("run", "has still not settled 15 s after it was to end"),
    details: { driver: "toy", operation: "run", location: "-.N0", worker: "w", task: "one" },
  });
});

it("says that a task timed out when its executor ends it, in whatever way", async () => {
  for (const end of [() => raise(new Error("aborted")), () => ok, () => rejection(undefined)]) {
    const run: Executor["run"] = (_, { signal }) =>
      new Promise((settle) => {
        signal.addEventListener("abort", () => {
          settle(new Promise((next) => next(end())));
        });
      });
    expect(await failing({ run }, { timeout: 1 })).toMatchObject({ code: "TKR_TASK_TIMEOUT" });
  }
});

it("ends a cancelled run whose executor ignores that, and warns of it", async () => {
  useFakeTimers();
  const storage = memoryStorage();
  const executor = toyExecutor("toy", { run: never, release: never });
  const run = await startRun(oneTask(), {}, { storage, executor, runId: 1 });
  const events: RunEvent[] = [];
  const read = (async () => {
    for await (const event of run.events) events.push(event);
  })();
  const cancelled = run.cancel();
  await vi.advanceTimersByTimeAsync(35_000);
  await cancelled;
  await read;
  await expect(run.outputs).rejects.toMatchObject({ code: "TKR_CANCELLED" });
  expect(events.find(({ type }) => type === "warning")).toMatchObject({
    location: "-.N0",
    message: expect.stringContaining("the executor toy is at fault: `run` has still not settled") as string,
  });
  vi.useRealTimers();
  expect(await runGraph(oneTask(), {}, { storage, executor: toyExecutor("good"), runId: 1 })).toBe("-.N0");
});

it("records nothing of an executor that settles when nobody waits for it any more", async () => {
  useFakeTimers();
  const storage = memoryStorage();
  const late = Promise.withResolvers<undefined>();
  const executor = toyExecutor("toy", {
    run: async (_, { output }) => {
      await late.promise;
      output("value").setValue("late");
      return ok;
    },
  });
  const ended = runGraph(oneTask(), {}, { storage, executor, runId: 1, timeout: 1000 }).catch(
    (e: unknown) => e,
  );
  await vi.advanceTimersByTimeAsync(17_000);
  expect(await ended).toMatchObject({ code: "TKR_EXECUTOR_FAULT" });
  late.resolve(undefined);
  await vi.advanceTimersByTimeAsync(1000);
  expect((await storage.list(attempt)).keys).toEqual([]);
});

it("does not wait long for a check when the run is cancelled, and tells the check", async () => {
  useFakeTimers();
  const abort = new AbortController();
  const signals: unknown[] = [];
  const executor = toyExecutor("toy", {
    check: (_, options) => {
      signals.push(options?.signal);
      return never();
    },
  });
  const options = { storage: memoryStorage(), executor, signal: abort.signal };
  const ended = runGraph(oneTask(), {}, options).catch((error: unknown) => error);
  abort.abort();
  await vi.advanceTimersByTimeAsync(16_000);
  expect(await ended).toMatchObject({ code: "TKR_CANCELLED" });
  expect(signals).toEqual([abort.signal]);
});

it.each(["run", "check"])("ends when nothing is left that could settle `%s`", (operation) => {
  const program = join(import.meta.dirname, "fixtures", "silent-executor.ts");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@tierkreis/source", program, operation],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({
    code: "TKR_EXECUTOR_FAULT",
    message: expect.stringContaining(`\`${operation}\` can not settle any more`) as string,
  });
});

it("names the executor at the end of the way, not those that lead to it", async () => {
  const bad = toyExecutor("toy", { run: () => rejection("boom") });
  const executor = new MultipleExecutor(new TaskExecutor({ "*.one": bad }, fileExecutor()));
  await expect(runGraph(oneTask(), {}, { storage: memoryStorage(), executor })).rejects.toMatchObject(
    fault("run", "failed: boom"),
  );
});

it.each<[string, unknown, object]>([
  ["is of another version", toyExecutor("toy", { specVersion: 2 as never }), { code: "TKR_SPEC_VERSION" }],
  ["runs nothing", { specVersion: 1, name: "toy" }, { code: "TKR_EXECUTOR_FAULT" }],
  ["has no name", { specVersion: 1, run: never }, { name: "TypeError" }],
  ["is none", undefined, { name: "TypeError" }],
])("refuses an executor that %s, and such builtins", async (_, executor, error) => {
  const storage = memoryStorage();
  await expect(runGraph(oneTask(), {}, { storage, executor: executor as Executor })).rejects.toMatchObject(
    error,
  );
  if (executor === undefined) return;
  const options = { storage, executor: toyExecutor("toy"), builtins: executor as Executor };
  await expect(runGraph(oneTask(), {}, options)).rejects.toMatchObject(error);
});

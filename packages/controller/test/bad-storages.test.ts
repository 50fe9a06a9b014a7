import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOutputs, readRun, runGraph, startRun } from "@tierkreis/controller";
import { RunKeys, TierkreisError, toRunId, type Storage } from "@tierkreis/core";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { faultyStorage, type Method } from "./support/faulty-storage.ts";
import { allKeys } from "../src/driver/all-keys.ts";
import { guardStorage } from "../src/guard/guarded-storage.ts";
import { fileExecutor } from "./support/file-executor.ts";
import { chain } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const methods: readonly Method[] = [
  "read",
  "write",
  "readStream",
  "writeStream",
  "create",
  "link",
  "stat",
  "list",
  "delete",
];

const refuse = () => {
  throw new Error("do not look at me");
};

/** An object that throws whatever one does with it. */
const hostile: unknown = new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse });

/** What a storage may do instead of its work. */
const allWays: readonly (() => unknown)[] = [
  () => {
    throw new Error("before it returns");
  },
  () => rejection(undefined),
  () => rejection("a text"),
  () => rejection(Object.create(null)),
  () => rejection(hostile),
  // What a run or a task came to is not a storage's to say.
  () => rejection(new TierkreisError("TKR_CANCELLED", "no")),
  () => rejection(new TierkreisError("TKR_TASK_FAILED", "no")),
];

function rejection(reason: unknown): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  reject(reason);
  return promise;
}

const answer = `first;second;third;`;
const never = () => new Promise<never>(() => undefined);

/** A chain's last output went through JSON three times. */
async function expectRight(storage: Storage, ran: string[] = []): Promise<void> {
  const text = await runGraph(chain(), {}, { storage, executor: fileExecutor(ran), runId: 1 });
  expect(String(text).replaceAll(/["\\]/g, "")).toBe(answer);
}

it(
  "names storage and method when a storage does not do its work at any call, and goes on with a good one",
  { timeout: 60_000 },
  async () => {
    const failed = new Set<string>();
    let turn = 0;
    for (const method of methods) {
      for (let at = 1, fired = true; fired; at++) {
        const good = memoryStorage();
        // What is left of a run that never began is removed first.
        await good.write("00000000-0000-0000-0000-000000000001/logs", new Uint8Array());
        const faulty = faultyStorage(good, { method, at, answer: allWays[turn++ % allWays.length] ?? never });
        const options = { storage: faulty.storage, executor: fileExecutor(), runId: 1 };
        await runGraph(chain(), {}, options).catch((error: unknown) => {
          failed.add(method);
          expectNamed(error, method, "TKR_STORAGE_FAILED");
        });
        fired = faulty.state.fired;
        await expectRight(good);
      }
    }
    expect([...failed].sort()).toEqual([...methods].sort());
  },
);

it("does so when a run goes on", { timeout: 60_000 }, async () => {
  for (const method of methods) {
    for (let at = 1, fired = true; fired; at++) {
      const good = memoryStorage();
      const stop = faultyStorage(good, { method: "writeStream", at: 5, answer: () => rejection("stop") });
      await runGraph(chain(), {}, { storage: stop.storage, executor: fileExecutor(), runId: 1 }).catch(
        () => 0,
      );
      const faulty = faultyStorage(good, { method, at, answer: () => rejection("boom") });
      const options = { storage: faulty.storage, executor: fileExecutor(), runId: 1 };
      await runGraph(chain(), {}, options).catch((error: unknown) =>
        expectNamed(error, method, "TKR_STORAGE_FAILED"),
      );
      fired = faulty.state.fired;
      const ran: string[] = [];
      await expectRight(good, ran);
      expect(ran).not.toContain("first");
    }
  }
});

function expectNamed(error: unknown, operation: string, code: string): void {
  expect(error).toMatchObject({ code, details: { driver: "memory", operation } });
  expect(String(error)).toContain(`\`${operation}\``);
  expect(String(error)).toContain("memory");
}

const bytes = new Uint8Array(3);
const page = (keys: unknown, next?: unknown) => ({ keys, next });

const lies: readonly [Method, string, (...given: never[]) => unknown, string][] = [
  ["read", "a text", () => "text", "a string instead of a Uint8Array"],
  ["read", "nothing", () => undefined, "undefined instead of a Uint8Array"],
  ["read", "an ArrayBuffer", () => new ArrayBuffer(3), "an object instead of a Uint8Array"],
  ["create", "nothing", () => undefined, "undefined instead of true or false"],
  ["stat", "null", () => null, "null instead of a size"],
  ["stat", "a number", () => 3, "a number instead of a size"],
  ["stat", "a negative size", () => ({ size: -1 }), "the size -1"],
  ["stat", "a size as text", () => ({ size: "3" }), 'the size "3"'],
  ["list", "a plain list", () => ["a"], "an array instead of a page"],
  ["list", "no keys", () => page(undefined), "an object instead of a page"],
  ["list", "a neighbour's key", () => page(["00000000-x/lock/1"]), "does not start with the prefix"],
  ["list", "keys that are none", () => page([3]), "the key 3"],
  ["list", "a next that is no text", () => page([], 3), "a number as `next`"],
  ["list", "an empty next", () => page([], ""), 'the `next` "", which leads back'],
  ["list", "keys in no order", (prefix: string) => page([`${prefix}2`, `${prefix}1`]), "does not come after"],
  [
    "list",
    "a next before its keys",
    (prefix: string) => page([`${prefix}2`], `${prefix}1`),
    "which leads back",
  ],
  ["readStream", "nothing", () => undefined, "can not be read with `for await`"],
  ["readStream", "a list", () => [bytes], "can not be read with `for await`"],
  ["readStream", "pieces of text", () => pieces("text"), "a string instead of a Uint8Array"],
  ["readStream", "too little", () => pieces(bytes), "gave 3 bytes, and `stat` says"],
  ["readStream", "no end", () => endless(), "bytes, and `stat` says"],
  [
    "writeStream",
    "success unread",
    () => Promise.resolve(),
    "settled before it had read its source to the end",
  ],
];

async function* pieces(...all: unknown[]): AsyncGenerator {
  yield* all;
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield bytes;
}

it.each(lies)("calls a storage at fault whose %s answers with %s", async (method, _, lie, words) => {
  const good = memoryStorage();
  const { storage } = faultyStorage(good, { method, at: 1, answer: async (...given) => lie(...given) });
  const sync = { ...storage, [method]: method === "readStream" ? lie : storage[method] };
  const run = runGraph(chain(), {}, { storage: sync, executor: fileExecutor(), runId: 1 });
  const error: unknown = await run.catch((thrown: unknown) => thrown);
  expectNamed(error, method, "TKR_STORAGE_FAULT");
  expect(String(error)).toContain(words);
  await expectRight(good);
});

it("calls a storage at fault that says a key is not there where none has to be", async () => {
  const lost = new TierkreisError("TKR_STORAGE_NOT_FOUND", "nothing there");
  const rejects = () => rejection(lost);
  const all = Object.fromEntries([...methods, "sync", "batch"].map((method) => [method, rejects]));
  const storage = guardStorage({ ...memoryStorage(), ...all });
  const asked: Readonly<Record<string, Promise<unknown>>> = {
    write: storage.write("a", bytes),
    writeStream: storage.writeStream("a", pieces(bytes) as AsyncIterable<Uint8Array>),
    create: storage.create("a", bytes),
    stat: storage.stat("a"),
    list: storage.list("a"),
    delete: storage.delete("a"),
    sync: storage.sync(),
    batch: storage.batch([]),
  };
  for (const [operation, work] of Object.entries(asked)) {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    expectNamed(error, operation, "TKR_STORAGE_FAULT");
    expect((error as Error).cause).toBe(lost);
  }
  for (const work of [storage.read("a"), storage.link("a", "b"), collect(storage.readStream("a"))])
    await expect(work).rejects.toBe(lost);
});

it("names a storage that throws an object which can not be looked at", async () => {
  const storage = guardStorage({ ...memoryStorage(), list: () => rejection(hostile) });
  const error: unknown = await storage.list("a").catch((thrown: unknown) => thrown);
  expectNamed(error, "list", "TKR_STORAGE_FAILED");
  expect(String(error)).toContain("it threw something that can not be printed");
});

it("calls a storage at fault whose pages come again and again", async () => {
  const good = memoryStorage();
  await expectRight(good);
  const keys = (prefix: string) => page([`${prefix}1`], `${prefix}1`);
  const { storage } = faultyStorage(good, {
    method: "list",
    at: 1,
    ever: true,
    answer: async (p) => keys(p),
  });
  const run = runGraph(chain(), {}, { storage, executor: fileExecutor(), runId: 1 });
  await expect(run).rejects.toMatchObject({ code: "TKR_STORAGE_FAULT", details: { operation: "list" } });
});

it("calls a storage at fault whose empty pages always lead on, and stays open to signals meanwhile", async () => {
  const good = memoryStorage();
  await expectRight(good);
  let pages = 0;
  const { storage } = faultyStorage(good, {
    method: "list",
    at: 1,
    ever: true,
    answer: async (prefix: string) => page([], `${prefix}${String(pages++).padStart(9, "0")}`),
  });
  let turns = 0;
  const count = () => {
    turns++;
    turn = setImmediate(count);
  };
  let turn = setImmediate(count);
  onTestFinished(() => clearImmediate(turn));
  const options = { storage, executor: fileExecutor(), runId: 1 };
  for (const ask of [() => runGraph(chain(), {}, options), () => readRun(storage, 1)]) {
    [pages, turns] = [0, 0];
    const error: unknown = await ask().catch((thrown: unknown) => thrown);
    expectNamed(error, "list", "TKR_STORAGE_FAULT");
    expect(String(error)).toContain("1001 pages in a row without a key");
    expect(turns).toBeGreaterThan(5);
  }
});

it("reads on over empty pages that lead to a key", async () => {
  const good = memoryStorage();
  await good.write("a/b", bytes);
  const storage = guardStorage({
    ...good,
    list: async (prefix, { after = "" } = {}) => {
      const at = Number(after.slice(2));
      return at < 1000 ? { keys: [], next: `a/${String(at + 1).padStart(4, "0")}` } : good.list(prefix);
    },
  });
  for (let round = 0; round < 2; round++) {
    const found: string[] = [];
    for await (const key of allKeys(storage, "a/")) found.push(key);
    expect(found).toEqual(["a/b"]);
  }
});

it("does not take a value for written whose source failed, whatever the storage says", async () => {
  const swallow = async (_: string, source: AsyncIterable<Uint8Array>) => {
    await collect(source).catch(() => undefined);
  };
  const storage = guardStorage({ ...memoryStorage(), writeStream: swallow });
  const source = async function* () {
    yield bytes;
    throw new Error("the source's own");
  };
  await expect(storage.writeStream("a", source())).rejects.toThrow("the source's own");
});

it.each<[string, Partial<Storage>, object]>([
  [
    "says that keys are local files and has no path",
    { capabilities: { ...memoryStorage().capabilities, localFiles: true } },
    { code: "TKR_STORAGE_FAULT" },
  ],
  ["has no capabilities", { capabilities: undefined as never }, { code: "TKR_STORAGE_FAULT" }],
  [
    "lacks a method",
    { link: undefined as never },
    { code: "TKR_STORAGE_FAULT", details: { operation: "link" } },
  ],
  ["is of another version", { specVersion: 2 as never }, { code: "TKR_SPEC_VERSION" }],
  ["has no name", { name: undefined as never }, { name: "TypeError" }],
])("refuses a storage before anything is asked of it that %s", async (_, parts, error) => {
  const storage = { ...memoryStorage(), ...parts };
  const executor = fileExecutor();
  await expect(startRun(chain(), {}, { storage, executor })).rejects.toMatchObject(error);
  await expect(readOutputs(chain(), { storage, runId: 1 })).rejects.toMatchObject(error);
});

it.each<[string, (folder: string, key: string) => unknown, string]>([
  ["is not where its values are", (folder, key) => join(folder, key), "nothing"],
  ["is relative", (_, key) => key, "no absolute path"],
  ["is none", () => undefined, "no absolute path"],
])("calls a storage at fault whose local path %s", async (_, path, words) => {
  const folder = mkdtempSync(join(tmpdir(), "lying-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const good = memoryStorage();
  const storage: Storage = {
    ...good,
    capabilities: { ...good.capabilities, localFiles: true },
    localPath: (key) => path(folder, key) as string,
  };
  const run = runGraph(chain(), {}, { storage, executor: fileExecutor(), runId: 1 });
  const error: unknown = await run.catch((thrown: unknown) => thrown);
  expectNamed(error, "localPath", "TKR_STORAGE_FAULT");
  expect(String(error)).toContain(words);
  const done = new RunKeys(toRunId(1)).attempt("-.N0", { epoch: 1, attempt: 1 });
  expect(await good.stat(`${done}_done`)).toBeUndefined();
  await expectRight(good);
});

afterEach(() => {
  vi.useRealTimers();
});

function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
}

it.each(methods.filter((method) => method !== "writeStream"))(
  "gives up a storage whose %s never settles",
  async (method) => {
    useFakeTimers();
    for (let at = 1, fired = true; fired; at++) {
      const good = memoryStorage();
      const faulty = faultyStorage(good, { method, at, answer: method === "readStream" ? hanging : never });
      // In process: nothing but the fault takes any time.
      const executor = toyExecutor("toy");
      const run = runGraph(chain(), {}, { storage: faulty.storage, executor, runId: 1 });
      const checked = run.catch((error: unknown) => expectSilent(error, method));
      for (let minute = 0; minute < 30; minute++) await vi.advanceTimersByTimeAsync(60_000);
      await checked;
      fired = faulty.state.fired;
      expect(await runGraph(chain(), {}, { storage: good, executor, runId: 1 })).toBe("-.N2");
    }
  },
);

function expectSilent(error: unknown, method: Method): void {
  expectNamed(error, method, "TKR_STORAGE_FAILED");
  expect(String(error)).toContain("has not settled for 300 s");
}

async function* hanging(): AsyncGenerator<Uint8Array> {
  yield await never();
}

it("waits five minutes for a storage, where nobody says", async () => {
  useFakeTimers();
  const { storage } = faultyStorage(memoryStorage(), { method: "list", at: 1, answer: never });
  const run = startRun(chain(), {}, { storage, executor: fileExecutor() }).catch((error: unknown) => error);
  let settled = false;
  void run.finally(() => (settled = true));
  await vi.advanceTimersByTimeAsync(299_000);
  expect(settled).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(String(await run)).toContain("has not settled for 300 s");
});

it("gives up a storage that never takes the next piece of a stream", async () => {
  useFakeTimers();
  const storage = guardStorage({
    ...memoryStorage(),
    writeStream: async (_, source) => {
      await source[Symbol.asyncIterator]().next();
      await never();
    },
  });
  const work = storage.writeStream("a", endless()).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(301_000);
  expectNamed(await work, "writeStream", "TKR_STORAGE_FAILED");
});

it("gives a stream its time for each piece", async () => {
  useFakeTimers();
  const slow = (count: number) =>
    (async function* () {
      for (let piece = 0; piece < count; piece++) {
        await new Promise((resolve) => setTimeout(resolve, 800));
        yield bytes;
      }
    })();
  const storage = guardStorage({ ...memoryStorage(), readStream: () => slow(60) }, 1000);
  const work = Promise.all([storage.writeStream("a", slow(60)), collect(storage.readStream("b"))]);
  await vi.advanceTimersByTimeAsync(60_000);
  await work;
  expect((await storage.read("a")).length).toBe(180);
});

async function collect(source: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const piece of source) length += piece.length;
  return length;
}

it.each(["read", "write", "stat"] as const)(
  "ends a cancelled run whose storage answers no %s any more",
  async (method) => {
    useFakeTimers();
    const good = memoryStorage();
    let silent = false;
    const executor = toyExecutor("toy", {
      run: async (call, { input, output, log }) => {
        silent = call.task === "second";
        if (silent) setTimeout(() => abort.abort(), 1000);
        log("is at work");
        for (const port of call.inputs) await input(port).bytes();
        output("value").setValue(call.task);
        return { status: "ok" };
      },
    });
    const original = good[method] as (...given: never[]) => unknown;
    const storage = { ...good, [method]: (...given: never[]) => (silent ? never() : original(...given)) };
    const abort = new AbortController();
    const run = runGraph(chain(), {}, { storage, executor, signal: abort.signal });
    const ended = run.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await ended).toMatchObject({ code: "TKR_CANCELLED" });
  },
);

it("ends when it is cancelled while its storage does not let it begin", async () => {
  useFakeTimers();
  const abort = new AbortController();
  const { storage } = faultyStorage(memoryStorage(), { method: "list", at: 1, ever: true, answer: never });
  const run = startRun(chain(), {}, { storage, executor: fileExecutor(), signal: abort.signal });
  const ended = run.catch((error: unknown) => error);
  abort.abort();
  await vi.advanceTimersByTimeAsync(16_000);
  expectNamed(await ended, "list", "TKR_STORAGE_FAILED");
});

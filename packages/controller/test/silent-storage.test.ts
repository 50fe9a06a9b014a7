import { runGraph } from "@tierkreis/controller";
import type { Storage } from "@tierkreis/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { oneTask } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const never = () => new Promise<never>(() => undefined);
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ["never answers", Infinity, { code: "TKR_STORAGE_FAILED", details: { operation: "write" } }],
  ["answers late", 40_000, { code: "TKR_TASK_TIMEOUT" }],
])("does not blame an executor whose task is over for a storage that %s", async (_, late, error) => {
  const good = memoryStorage();
  const storage: Storage = {
    ...good,
    write: async (key, value) => {
      if (key.endsWith("/handle")) await (late === Infinity ? never() : sleep(late));
      await good.write(key, value);
    },
  };
  const executor = toyExecutor("toy", {
    run: async (_, { saveHandle, signal }) => {
      await saveHandle(1);
      return signal.aborted ? { status: "signal", signal: "SIGTERM" } : { status: "ok" };
    },
  });
  const options = { storage, executor, runId: 1, timeout: 1000, storageTimeout: 60_000 };
  const failed = runGraph(oneTask(), {}, options).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(70_000);
  expect(await failed).toMatchObject(error);
});

it("is kept by no look for requests that never settles", async () => {
  const good = memoryStorage();
  let looks = 0;
  const storage: Storage = {
    ...good,
    stat: (key) => {
      if (!key.endsWith("/control/cancel")) return good.stat(key);
      looks++;
      return never();
    },
  };
  const executor = toyExecutor("toy", {
    run: async (_, { output }) => {
      await sleep(8000);
      output("value").setValue("x");
      return { status: "ok" };
    },
  });
  const run = runGraph(oneTask(), {}, { storage, executor });
  await vi.advanceTimersByTimeAsync(8000);
  expect(await run).toBe("x");
  await vi.advanceTimersByTimeAsync(2000);
  // Of its own, and of the heartbeat.
  expect(looks).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});

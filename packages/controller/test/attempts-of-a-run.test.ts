import { setTimeout as sleep } from "node:timers/promises";
import { RunKeys, type Executor, type Storage, type TaskEnd } from "@tierkreis/core";
import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { runGraph } from "../src/index.ts";
import { oneTask } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const keys = new RunKeys("00000000-0000-0000-0000-000000000001");
const failing = { run: async (): Promise<TaskEnd> => ({ status: "exit", exitCode: 1 }) };

function perform(storage: Storage, executor: Executor, options = {}) {
  return runGraph(oneTask(), {}, { storage, executor, runId: keys.run, ...options });
}

it("tries a task of a resumed run as often as its policy says, also where all is recorded", async () => {
  const storage = memoryStorage();
  await expect(perform(storage, toyExecutor("toy", failing))).rejects.toThrow("attempt 1");
  const retry = { limit: 2, delay: 0 };
  const again = perform(storage, toyExecutor("toy", failing), { retry, record: "all" });
  await expect(again).rejects.toThrow("in attempt 4");
});

it("does not count as a task's time what it takes to store its outputs", async () => {
  const storage = memoryStorage();
  const write = async (key: string, value: Uint8Array) => {
    if (key.includes("/outputs/")) await sleep(60);
    await storage.write(key, value);
  };
  const options = { timeout: 20, idleTimeout: 20 };
  await expect(perform({ ...storage, write }, toyExecutor("toy"), options)).resolves.toBe("-.N0");
});

it("leaves the attempts of a later owner alone when it was paused and replaced", async () => {
  const storage = memoryStorage();
  await expect(perform(storage, toyExecutor("toy", failing))).rejects.toThrow("attempt 1");
  const replaced: Storage = {
    ...storage,
    list: async (prefix, options) => {
      if (prefix.endsWith("/attempts/")) {
        await storage.write(keys.lock(3), new TextEncoder().encode("another's"));
        await storage.write(`${prefix}3.2/handle`, new TextEncoder().encode("another's"));
      }
      return storage.list(prefix, options);
    },
  };
  const taken: string[] = [];
  const reattach = async (): Promise<TaskEnd> => {
    taken.push("reattach");
    return { status: "lost", reason: "it was ended" };
  };
  const executor = toyExecutor("toy", { reattach });
  await expect(perform(replaced, executor)).rejects.toMatchObject({ code: "TKR_RUN_LOST" });
  expect(taken).toEqual([]);
  expect(executor.calls.filter((call) => call.startsWith("run"))).toEqual([]);
});

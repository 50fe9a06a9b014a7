import type { Storage } from "@tierkreis/core";
import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { runGraph, startRun } from "../src/index.ts";
import { chain } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

/** Notes what is written, and the moments at which all before is on the disk. */
function durableStorage() {
  const notes: string[] = [];
  const memory = memoryStorage();
  const storage: Storage = {
    ...memory,
    capabilities: { ...memory.capabilities, durable: true },
    write: async (key, value) => {
      await memory.write(key, value);
      notes.push(key.replace(/^[^/]*\//, ""));
    },
    sync: async () => {
      await memory.sync();
      notes.push("sync");
    },
  };
  return { storage, notes };
}

it("brings each outcome to the disk after it is recorded and before a task that reads it starts", async () => {
  const { storage, notes } = durableStorage();
  const executor = toyExecutor("toy");
  const run = await startRun<unknown, unknown>(chain(), {}, { storage, executor, runId: 1, fsync: true });
  const tasks = (async () => {
    for await (const event of run.events) if (event.type === "taskDone") notes.push(`told ${event.location}`);
  })();
  await run.outputs;
  await tasks;
  for (const node of ["-.N0", "-.N1", "-.N2"]) {
    const recorded = notes.indexOf(`${node}/attempts/1.1/_done`);
    const synced = notes.indexOf("sync", recorded);
    expect(recorded).toBeGreaterThan(-1);
    expect(synced).toBeGreaterThan(recorded);
    expect(notes.findIndex((note) => note === `told ${node}`)).toBeGreaterThan(synced);
  }
  const ended = notes.lastIndexOf("-/_done");
  expect(notes.indexOf("sync", ended)).toBeGreaterThan(ended);
});

it("waits for no disk without the option, once the run has begun", async () => {
  const { storage, notes } = durableStorage();
  await runGraph(chain(), {}, { storage, executor: toyExecutor("toy"), runId: 1 });
  expect(notes.lastIndexOf("sync")).toBeLessThan(notes.indexOf("-.N0/attempts/1.1/_done"));
});

it("refuses a storage that can not reach the disk", async () => {
  const options = { storage: memoryStorage(), executor: toyExecutor("toy"), fsync: true };
  await expect(runGraph(chain(), {}, options)).rejects.toThrow(/durable storage[^]*memory/);
});

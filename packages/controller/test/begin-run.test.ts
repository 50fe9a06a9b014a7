import { RunKeys, toGraph, toRunId, type Storage } from "@tierkreis/core";
import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { runGraph } from "../src/index.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const keys = new RunKeys(toRunId(1));

/** One task that needs the graph's input. */
const graph = toGraph({
  nodes: [
    { type: "input", name: "x", inputs: {}, outputs: { x: 1 } },
    { type: "function", function_name: "w.one", inputs: { x: [0, "x"] }, outputs: { value: 1 } },
    { type: "output", inputs: { value: [1, "value"] }, outputs: {} },
  ],
  graph_output_idx: 2,
});

const perform = (storage: Storage, executor = toyExecutor("toy")) =>
  runGraph<unknown, unknown>(graph, { x: 7 }, { storage, executor, runId: 1 });

it("starts nothing when it was replaced while it wrote the graph", async () => {
  const good = memoryStorage();
  const executor = toyExecutor("toy");
  const paused: Storage = {
    ...good,
    write: async (key, value) => {
      // What a successor does while this one is paused.
      if (key === keys.graph) await good.create(keys.lock(2), new TextEncoder().encode("{}"));
      await good.write(key, value);
    },
  };
  await expect(perform(paused, executor)).rejects.toMatchObject({ code: "TKR_RUN_LOST" });
  expect(executor.calls).not.toContain("run w.one");
});

it("begins anew where a graph lies alone, and not where anything was started", async () => {
  const storage = memoryStorage();
  await perform(storage);
  const input = keys.output(".N-1", "x");
  const value = await storage.read(input);
  await storage.delete(input);
  await expect(perform(storage)).rejects.toMatchObject({ code: "TKR_RUN_CHANGED" });
  await storage.delete(`${keys.all}-`);
  expect(await perform(storage)).toBe("-.N1");
  expect(await storage.read(input)).toEqual(value);
});

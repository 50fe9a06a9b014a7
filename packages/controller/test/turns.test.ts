import { startRun } from "@tierkreis/controller";
import type { Graph } from "@tierkreis/core";
import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { toyExecutor } from "./support/toy-executor.ts";

/** A chain of tasks, all of which end at once. */
function chainOf(length: number): Graph {
  const tasks = Array.from({ length }, (_, index) => ({
    type: "function",
    function_name: "w.step",
    inputs: index === 0 ? {} : { before: [index - 1, "value"] },
    outputs: { value: 1 },
  }));
  const output = { type: "output", inputs: { value: [length - 1, "value"] }, outputs: {} };
  return { nodes: [...tasks, output], graph_output_idx: length } as unknown as Graph;
}

it("lets timers and signals have their turn while tasks and storage answer at once", async () => {
  const length = 20_000;
  const executor = toyExecutor("toy");
  const options = { storage: memoryStorage(), executor, runId: 1 };
  const run = await startRun<unknown, unknown>(chainOf(length), {}, options);
  setTimeout(() => void run.cancel(), 50);
  await expect(run.outputs).rejects.toMatchObject({ code: "TKR_CANCELLED" });
  expect(executor.calls.length).toBeLessThan(length);
  // What is recorded is looked up at once as well.
  const again = await startRun<unknown, unknown>(chainOf(length), {}, options);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await again.outputs;
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});

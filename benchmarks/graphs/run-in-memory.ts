import { runGraph } from "@tierkreis/controller";
import type { Executor } from "@tierkreis/core";
import { memoryStorage } from "../../scripts/testing/memory-storage.ts";
import type { MeasuredGraph } from "./engine-graphs.ts";

/** The graphs here have no task for it. */
const nobody: Executor = {
  specVersion: 1,
  name: "nobody",
  run: () => Promise.resolve({ status: "error", error: new Error("There is no such worker.") }),
};

/** Runs a graph of built-in tasks, with no disk and no processes. */
export async function runInMemory({ graph, inputs }: MeasuredGraph): Promise<void> {
  await runGraph(graph, inputs, { storage: memoryStorage(), executor: nobody, maxDepth: 1_000_000 });
}

// What a power loss may leave of values that were not synced: a first part, or zeros. `pnpm test:chaos --only lossy` tears any.
import { RunKeys } from "@tierkreis/core";
import { expect, it } from "vitest";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { runGraph } from "../src/index.ts";
import { chain } from "./support/task-graphs.ts";
import { toyExecutor } from "./support/toy-executor.ts";

const keys = new RunKeys("00000000-0000-0000-0000-000000000001");

async function tear(storage: ReturnType<typeof memoryStorage>, key: string): Promise<void> {
  const whole = await storage.read(key);
  await storage.write(key, whole.slice(0, whole.length / 2));
}

it("begins anew over a torn graph when nothing is recorded", async () => {
  const storage = memoryStorage();
  const options = { storage, executor: toyExecutor("toy"), runId: 1 };
  const outputs = await runGraph(chain(), {}, options);
  const other = memoryStorage();
  await other.write(keys.graph, await storage.read(keys.graph));
  await tear(other, keys.graph);
  expect(await runGraph(chain(), {}, { ...options, storage: other })).toEqual(outputs);
});

it("does not throw away what is recorded because the graph is damaged", async () => {
  const storage = memoryStorage();
  const options = { storage, executor: toyExecutor("toy"), runId: 1 };
  await runGraph(chain(), {}, options);
  await tear(storage, keys.graph);
  await expect(runGraph(chain(), {}, options)).rejects.toMatchObject({
    code: "TKR_RUN_CHANGED",
    message: expect.stringMatching(/stored graph is damaged.*fresh/),
  });
  expect(await runGraph(chain(), {}, { ...options, fresh: true })).toBeDefined();
});

it("does not take a graph that it does not understand for a torn one", async () => {
  const storage = memoryStorage();
  await storage.write(keys.graph, new TextEncoder().encode('{"nodes": "of a later version"}'));
  const options = { storage, executor: toyExecutor("toy"), runId: 1 };
  await expect(runGraph(chain(), {}, options)).rejects.toMatchObject({ code: "TKR_GRAPH_INVALID" });
});

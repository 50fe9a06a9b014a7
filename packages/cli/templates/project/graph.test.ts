import { AutoExecutor } from "@tierkreis/cli";
import { runGraph } from "@tierkreis/controller";
import { MemoryStorage } from "@tierkreis/storage-memory";
import { expect, it } from "vitest";
import { workflow } from "./graph.ts";

const run = (count?: number): Promise<number> =>
  runGraph(
    workflow,
    { count },
    { storage: new MemoryStorage(), executor: new AutoExecutor({ registry: "workers" }) },
  );

it("adds up the squares", { timeout: 60_000 }, async () => {
  expect(await run(5)).toBe(55);
  expect(await run()).toBe(14);
});

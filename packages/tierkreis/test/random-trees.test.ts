import { startRun, type RunOptions } from "@tierkreis/controller";
import { toGraph, type Executor, type TaskCall, type TaskContext } from "@tierkreis/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { interpret } from "../../../scripts/testing/graphs/interpret.ts";
import { pureTask } from "../../../scripts/testing/graphs/pure-tasks.ts";
import { randomGraphs } from "../../../scripts/testing/graphs/random-graphs.ts";
import { watchedStorage } from "./support/watched-storage.ts";

/** Adds up what its tasks are given; calls `stop` instead when `left` of them have run. */
function adder(left = Infinity, stop?: () => void): Executor {
  const run = async (call: TaskCall, context: TaskContext) => {
    if (left-- === 0) stop?.();
    let sum = 1;
    for (const port of call.inputs) {
      const value = await context.input(port).value();
      sum += typeof value === "number" ? value : 0;
    }
    context.output("value").setValue(sum % 1_000_003);
    return { status: "ok" } as const;
  };
  return { specVersion: 1, name: "adder", run, pure: pureTask };
}

/** What of a run is Python's, without times. */
function treeOf(values: ReadonlyMap<string, Uint8Array>): readonly string[] {
  const tree = [...values].filter(
    ([key]) => !/\/(?:attempts|ended|heartbeat|lock|loops)\/|_metadata$|\/-\/_done$/.test(key),
  );
  return tree.map(([key, value]) => `${key} ${Buffer.from(value).toString()}`).sort();
}

it("leaves the same tree, stopped anywhere and gone on with, and the outputs that the interpreter gives", async () => {
  await fc.assert(
    fc.asyncProperty(randomGraphs, fc.nat(12), fc.boolean(), async (document, stopAfter, recordedAll) => {
      const graph = toGraph(document);
      const inputs = { a: 5, b: 2 };
      const expected = interpret(graph, inputs).outputs["value"];
      const perform = async (options: Omit<RunOptions, "runId" | "concurrency">) => {
        const run = await startRun<unknown, unknown>(graph, inputs, { ...options, runId: 1, concurrency: 3 });
        return run.outputs;
      };

      const undisturbed = watchedStorage();
      const whole = { storage: undisturbed.storage, executor: adder(), record: "all" } as const;
      expect(await perform(whole)).toEqual(expected);

      const { storage, values } = watchedStorage();
      const ended = new AbortController();
      const executor = adder(stopAfter, () => ended.abort());
      const record = recordedAll ? "all" : "tasks";
      await perform({ storage, executor, record, signal: ended.signal }).catch(() => undefined);
      expect(await perform({ storage, executor: adder(), record: "all" })).toEqual(expected);
      expect(treeOf(values)).toEqual(treeOf(undisturbed.values));
    }),
    { numRuns: 150 },
  );
}, 120_000);

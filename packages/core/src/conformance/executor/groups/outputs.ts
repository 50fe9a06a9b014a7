import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { assertOk, assertOutput } from "../asserts.ts";
import { manyBytes } from "../bytes.ts";
import type { Group } from "../sketch.ts";

/** Long enough to see what is written after the end. */
const AFTER_MS = 300;

/** Outputs are whole and final when `run` settles. */
export const outputs: Group = {
  "are whole when a slow task has settled": {
    test: async (trial) => {
      const { task, end } = await trial.perform("slow", { inputs: { value: "whole" } });
      assertOk(end);
      assertOutput(task, "value", "whole");
    },
  },
  "are not written after the task has settled, nor is anything else done": {
    test: async (trial) => {
      const value = manyBytes(8_000_000);
      const { task, end } = await trial.perform("copy", { inputs: { value } });
      assertOk(end);
      assertOutput(task, "value", value);
      const print = task.outputPrint();
      await sleep(AFTER_MS);
      assert.equal(task.outputPrint(), print, "an output was written after the task had settled");
      assert.deepEqual(task.late, [], "the context was used after the task had settled");
    },
  },
};

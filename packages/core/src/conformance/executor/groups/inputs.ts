import assert from "node:assert/strict";
import { unlessFunctions, type Group } from "../sketch.ts";

/** Inputs are other tasks' values: they are read only. */
export const inputs: Group = {
  "are as they were after the task": {
    test: async (trial) => {
      for (const probe of ["copy", "fail", "slow"] as const) {
        const { task } = await trial.perform(probe);
        assert.deepEqual(
          task.changedInputs(),
          [],
          `an input was changed or moved though the task ${probe} only read it`,
        );
      }
    },
  },
  "that the task wrote to are seen to be changed": {
    skip: unlessFunctions,
    test: async (trial) => {
      const { task } = await trial.perform("write-input");
      // Where the task had a copy, or could not write, nothing has happened to the input.
      if (Buffer.from("value").equals(task.inputNow("value") ?? Buffer.of())) return;
      assert.deepEqual(task.changedInputs(), ["value"], "an input was changed, and looks as if it was not");
    },
  },
};

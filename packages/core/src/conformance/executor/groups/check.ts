import assert from "node:assert/strict";
import type { Executor } from "../../../executor.ts";
import type { ProbeName } from "../probes.ts";
import type { Group } from "../sketch.ts";
import type { Trial } from "../trial.ts";
import { within } from "../within.ts";

const skip = (executor: Executor): string | undefined =>
  executor.check === undefined ? "it has no check" : undefined;

const checked = async (trial: Trial, probe: ProbeName, signal?: AbortSignal): Promise<void> => {
  const { site } = trial.prepare(probe).task;
  const checking = trial.executor.check?.(site, signal === undefined ? undefined : { signal });
  await within(
    Promise.resolve(checking),
    trial.patience,
    () => `the check of the task ${probe} did not settle`,
  );
};

/** `check` looks, and runs nothing. */
export const check: Group = {
  "accepts a task that can run, as often as it is asked": {
    skip,
    test: async (trial) => {
      await Promise.all(Array.from({ length: 10 }, () => checked(trial, "copy")));
      await checked(trial, "copy");
    },
  },
  "does not run the task": {
    skip,
    test: async (trial) => {
      // It would wait for one of them, and fail with the other.
      await Promise.all([checked(trial, "sleep"), checked(trial, "fail")]);
    },
  },
  "settles when it is aborted": {
    skip,
    test: async (trial) => {
      await checked(trial, "copy", AbortSignal.abort()).catch((error: unknown) => {
        if (error instanceof assert.AssertionError) throw error;
      });
      await checked(trial, "copy");
    },
  },
};

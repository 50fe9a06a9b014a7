import { assertOk } from "../asserts.ts";
import type { Executor } from "../../../executor.ts";
import type { Group } from "../sketch.ts";

const skip = (executor: Executor): string | undefined =>
  executor.release === undefined ? "it has no release" : undefined;

/** `release` ends what was kept for one run, and nothing else. */
export const release: Group = {
  "takes any run, more than once, and the executor goes on": {
    skip,
    test: async (trial) => {
      await trial.executor.release?.("never-heard-of");
      for (let time = 0; time < 2; time++) {
        assertOk((await trial.perform("copy")).end);
        await trial.executor.release?.(trial.run);
        await trial.executor.release?.(trial.run);
      }
    },
  },
  "leaves the tasks of other runs alone": {
    skip,
    test: async (trial) => {
      const { ended } = trial.start("slow", { run: "another-run" });
      assertOk((await trial.perform("copy")).end);
      await trial.executor.release?.(trial.run);
      assertOk(await ended);
      await trial.executor.release?.("another-run");
    },
  },
};

import { assertOk, assertOutput } from "../asserts.ts";
import type { Group } from "../sketch.ts";

const COUNT = 100;

/** Any number of tasks at once. */
export const concurrency: Group = {
  "a task does not wait for another one to end": {
    test: async (trial) => {
      const mark = trial.mark();
      const waiting = trial.start("sleep", { inputs: { value: mark } });
      await trial.untilStarted(waiting, mark);
      const { task, end } = await trial.perform("copy");
      assertOk(end);
      assertOutput(task, "value", "value");
      waiting.task.abort();
      await waiting.ended;
    },
  },
  "a hundred at once each give their own output": {
    test: async (trial) => {
      const started = Array.from({ length: COUNT }, (_, n) =>
        trial.start("copy", { inputs: { value: `task ${String(n)}` } }),
      );
      for (const [n, { task, ended }] of started.entries()) {
        assertOk(await ended);
        assertOutput(task, "value", `task ${String(n)}`);
      }
    },
  },
};

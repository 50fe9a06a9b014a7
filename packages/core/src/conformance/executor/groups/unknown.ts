import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { assertRefused } from "../refused.ts";
import type { Group } from "../sketch.ts";

/** What is not there. */
export const unknown: Group = {
  "workers are refused": {
    test: (trial) => assertRefused(trial, "no-such-worker"),
  },
  "workers with nothing to start are refused": {
    test: async (trial) => {
      mkdirSync(join(trial.registry, "hollow"), { recursive: true });
      await assertRefused(trial, "hollow");
    },
  },
  "tasks never end well": {
    test: async (trial) => {
      const { task } = trial.prepare("copy", { at: trial.find("no-such-probe") });
      const end = await trial.attempt(task).ended;
      assert.notEqual(end.status, "ok", "a task that does not exist ended well");
    },
  },
};

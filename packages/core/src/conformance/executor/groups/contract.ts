import assert from "node:assert/strict";
import type { Group } from "../sketch.ts";

const optional = ["check", "reattach", "nameOf", "pure", "release"] as const;
const capabilities = ["programs", "namedPorts", "numberedOutputs", "local", "survives"];

/** What the executor says of itself. */
export const contract: Group = {
  "has the version of this contract, a name, and functions where it has something": {
    test: async ({ executor }) => {
      assert.equal(executor.specVersion, 1, "specVersion must be 1");
      assert.match(executor.name, /^\S{1,100}$/, "name must be one short word");
      assert.equal(typeof executor.run, "function", "run must be a function");
      for (const name of optional) {
        const type = typeof executor[name];
        assert.ok(
          type === "function" || type === "undefined",
          `${name} must be a function or absent, not ${type}`,
        );
      }
    },
  },
  "says what it can in known words": {
    test: async ({ executor }) => {
      for (const [name, value] of Object.entries(executor.capabilities ?? {})) {
        assert.ok(capabilities.includes(name), `there is no capability ${name}`);
        assert.equal(typeof value, "boolean", `the capability ${name} must be true or false`);
      }
      if (executor.capabilities?.survives === true)
        assert.ok(executor.reattach !== undefined, "what survives must be taken over: reattach is missing");
    },
  },
  "settles with an end of a task, and nothing else": {
    test: async (trial) => {
      for (const probe of ["copy", "fail"] as const) await trial.perform(probe);
    },
  },
  "names who takes a task, and computes nothing that is not pure": {
    test: async (trial) => {
      const { executor } = trial;
      const { worker, task } = trial.find("copy");
      const name = executor.nameOf?.(worker, task) ?? executor.name;
      assert.match(name, /^\S{1,100}$/, "nameOf must give one short word");
      assert.equal(
        executor.pure?.("no-such-worker", "no-such-task"),
        undefined,
        "an unknown task is not pure",
      );
    },
  },
};

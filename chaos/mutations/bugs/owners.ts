import type { Bugs } from "../bug.ts";

/** Bugs of who owns a run, and of what others ask of its owner. */
export const ownerBugs: Bugs = {
  "an owner is never alive": {
    file: "core/src/lock.ts",
    find: "if (owner === undefined) return undefined;\n  const beat",
    replace: "if (owner !== undefined) return undefined;\n  const beat",
    caughtBy: [{ harness: "two-controllers" }],
  },
  "an epoch is taken, not made": {
    file: "core/src/lock.ts",
    find: "if (!(await storage.create(keys.lock(epoch), encode(owner))))",
    replace: "await storage.create(keys.lock(epoch), encode(owner));\n    if (epoch < 0)",
    caughtBy: [{ tests: "core/test/lock.test.ts" }],
  },
  "an owner that was replaced is not told": {
    file: "core/src/lock.ts",
    find: "this.#keys.lock(this.epoch + 1))) === undefined) return;",
    replace: "this.#keys.lock(this.epoch + 9))) === undefined) return;",
    caughtBy: [{ tests: "core/test/lock.test.ts" }],
  },
  "what a replaced owner writes counts": {
    file: "controller/src/driver/open-run.ts",
    find: "if (lock.epoch > 1) await storage.write(keys.voidMark(lock.epoch), encodeMark(beginMark()));",
    replace: "",
    caughtBy: [{ tests: "tierkreis/test/manage-runs.test.ts" }],
  },
  "the heart does not beat": {
    file: "core/src/lock.ts",
    find: "await this.confirm();\n      await this.#beat(false);",
    replace: "await this.confirm();",
    caughtBy: [{ tests: "core/test/lock.test.ts" }],
  },
  "the heart beats on after the release": {
    file: "core/src/lock.ts",
    find: "async release(): Promise<void> {\n    clearInterval(this.#timer);",
    replace: "async release(): Promise<void> {",
    caughtBy: [{ harness: "simulation", at: "1" }],
  },
  "the heart does not feel that the run is lost": {
    file: "core/src/lock.ts",
    find: "await this.confirm();\n      await this.#beat(false);",
    replace: "await this.#beat(false);",
    caughtBy: [{ tests: "core/test/lock.test.ts" }],
  },
  "a record counts without a look at the lock": {
    file: "controller/src/driver/checkpoint.ts",
    find: "await this.#lock.confirm();\n    if (!storage",
    replace: "if (!storage",
    caughtBy: [{ harness: "simulation" }],
  },
  "a silent owner lives for ever": {
    file: "core/src/lock.ts",
    find: "> PATIENCE * 1000 ? undefined : owner;",
    replace: "> PATIENCE * 1e9 ? undefined : owner;",
    caughtBy: [{ tests: "core/test/lock.test.ts" }],
  },
  "a reused process id is taken for the owner": {
    file: "core/src/lock.ts",
    find: "owner.started !== undefined && owner.started !== started",
    replace: "owner.started === undefined && owner.started !== started",
    caughtBy: [{ tests: "core/test/lock.test.ts" }],
  },
  "a request to cancel is taken, and nothing done": {
    file: "controller/src/driver/control.ts",
    find: "this.#onCancel(new TierkreisError",
    replace: "void (new TierkreisError",
    caughtBy: [{ tests: "tierkreis/test/cancel-run.test.ts" }],
  },
};

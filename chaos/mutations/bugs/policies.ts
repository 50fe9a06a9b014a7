import type { Bugs } from "../bug.ts";

/** Bugs of how many tasks run, how often, how long, and of what becomes of those that fail. */
export const policyBugs: Bugs = {
  "one task more than allowed is under way": {
    file: "controller/src/driver/task-queue.ts",
    find: "this.#cpus + cpus <= tasks",
    replace: "this.#cpus + cpus <= tasks + 1",
    caughtBy: [{ harness: "simulation", at: "18" }],
  },
  "a worker has one place too many": {
    file: "controller/src/driver/task-queue.ts",
    find: "(this.#workers.get(worker) ?? 0) >= (workers",
    replace: "(this.#workers.get(worker) ?? 0) > (workers",
    caughtBy: [{ harness: "simulation" }],
  },
  "retries are counted wrong": {
    file: "controller/src/driver/task-runner.ts",
    find: "failures < rule.limit",
    replace: "failures <= rule.limit",
    caughtBy: [{ harness: "simulation" }, { tests: "controller/test/failure-policy.test.ts" }],
  },
  "a retry does not wait": {
    file: "controller/src/driver/run.ts",
    find: "this.#later(command, outputs.wait)",
    replace: "this.#later(command, 0)",
    caughtBy: [{ harness: "simulation", at: "29" }],
  },
  "every failure is tried again": {
    file: "controller/src/driver/retries.ts",
    find: "if (on === undefined) return true;",
    replace: "if (on !== null) return true;",
    caughtBy: [{ harness: "simulation", at: "35" }],
  },
  "a task starts after the failure of its run": {
    file: "controller/src/driver/task-runner.ts",
    find: "    if (!mayStart()) return undefined;\n    const name",
    replace: "    const name",
    caughtBy: [{ tests: "controller/test/failure-policy.test.ts" }],
  },
  "a limit of time ends nothing": {
    file: "controller/src/driver/try-task.ts",
    find: "AbortSignal.any([signal, limits.signal])",
    replace: "signal",
    caughtBy: [{ harness: "simulation" }],
  },
  "a limit of time outlives its task": {
    file: "controller/src/driver/time-limits.ts",
    find: "for (const timer of this.#timers) clearTimeout(timer);",
    replace: "clearTimeout(this.#timers[1]);",
    caughtBy: [{ harness: "simulation" }],
  },
  "storing counts as the task's time": {
    file: "controller/src/driver/try-task.ts",
    find: "onSettled: () => limits.clear(),",
    replace: "onSettled: () => undefined,",
    caughtBy: [{ harness: "simulation" }],
  },
  "an executor is blamed for its storage": {
    file: "controller/src/driver/attempt-context.ts",
    find: "return this.#asked > 0;",
    replace: "return this.#asked < 0;",
    caughtBy: [{ tests: "controller/test/silent-storage.test.ts" }],
  },
  "a storage that does not answer is waited for": {
    file: "controller/src/guard/watch.ts",
    find: "operation.giveUp(this.#words(waited));",
    replace: "",
    caughtBy: [{ harness: "simulation", at: "13" }],
  },
  "a refused take-over is noted as a failure": {
    file: "controller/src/driver/try-task.ts",
    find: "if (isOver && !mayRun)",
    replace: "if (isOver)",
    caughtBy: [{ tests: "controller/test/failure-policy.test.ts" }],
  },
};

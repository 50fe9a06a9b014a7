import type { Bugs } from "../bug.ts";

/** Bugs of attempts, and of the programs that they start. */
export const programBugs: Bugs = {
  "the folder of an attempt is used again": {
    file: "controller/src/driver/task-runner.ts",
    find: "checkpoint.attempt(attempts + 1)",
    replace: "checkpoint.attempt(Math.max(attempts, 1))",
    caughtBy: [{ tests: "tierkreis/test/restart.test.ts" }],
  },
  "an attempt under way is forgotten": {
    file: "controller/src/driver/outcomes.ts",
    find: "...(isOver ? {}",
    replace: "...(isOver || last.epoch > 0 ? {}",
    caughtBy: [{ harness: "simulation" }, { tests: "tierkreis/test/take-over.test.ts" }],
  },
  "what finds an attempt again is not saved": {
    file: "controller/src/driver/attempt-context.ts",
    find: "await storage.write(`${prefix}handle`, new TextEncoder().encode(text));",
    replace: "void text;",
    caughtBy: [{ harness: "simulation" }],
  },
  "what was told to end counts as done": {
    file: "controller/src/driver/try-task.ts",
    find: "if (signal.aborted) throw wasEnded(attempt, parts, call);\n    return await",
    replace: "return await",
    caughtBy: [{ tests: "tierkreis/test/told-to-end.test.ts" }],
  },
  "what a dead controller's helper told to end counts as done": {
    file: "process/src/run-program.ts",
    find: 'return { status: "lost", reason: "its controller died, and it was ended" };',
    replace: 'return { status: "ok" };',
    caughtBy: [{ tests: "tierkreis/test/take-over.test.ts" }],
  },
  "leftovers of the dead are left alone": {
    file: "process/src/run-program.ts",
    find: "  await endLeftovers(record);\n",
    replace: "",
    caughtBy: [{ tests: "tierkreis/test/take-over.test.ts" }],
  },
  "a cancelled task's program lives on": {
    file: "process/src/run-program.ts",
    find: 'else signal.addEventListener("abort", onAbort, { once: true });',
    replace: "",
    caughtBy: [{ tests: "process/test/run-program.test.ts" }],
  },
  "every exit status is a good one": {
    file: "process/src/run-program.ts",
    find: "return end.exitCode === 0 ?",
    replace: "return end.exitCode !== undefined ?",
    caughtBy: [{ tests: "process/test/run-program.test.ts" }],
  },
  "a reused process id is taken for the program": {
    file: "process/src/system/process-table.ts",
    find: "!stat.zombie && stat.startTime === startTime;",
    replace: '!stat.zombie && startTime !== "";',
    caughtBy: [{ tests: "process/test/adopt-program.test.ts" }],
  },
};

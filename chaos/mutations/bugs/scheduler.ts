import type { Bugs } from "../bug.ts";

/** Bugs of what decides what is to run. */
export const schedulerBugs: Bugs = {
  "a wake-up inside an evaluation is lost": {
    file: "controller/src/scheduler/scheduler.ts",
    find: "if (left === 0) this.#ready.push({ frame, node });",
    replace: "if (left === 0 && frame.place.parent === undefined) this.#ready.push({ frame, node });",
    caughtBy: [
      { harness: "faults-memory", at: "EIO-once-begun-1" },
      { harness: "simulation", at: "6" },
    ],
  },
  "what is done already is waited for": {
    file: "controller/src/scheduler/scheduler.ts",
    find: "if (state[source] === DONE) continue;\n      count++;",
    replace: "count++;\n      if (state[source] === DONE) continue;",
    caughtBy: [{ harness: "faults-memory", at: "ENOSPC-once-begun-45" }],
  },
  "a branch that is done already is waited for": {
    file: "controller/src/scheduler/firing.ts",
    find: "if (branch === undefined || state[branch] === DONE) {",
    replace: "if (branch === undefined) {",
    caughtBy: [{ tests: "controller/test/random-graphs.test.ts" }],
  },
  "a restart forgets what depends on a dependent": {
    file: "controller/src/runs/dependents.ts",
    find: "      open.push(next);\n",
    replace: "",
    caughtBy: [{ tests: "tierkreis/test/restart.test.ts" }],
  },
  "a restart forgets the later rounds of a loop": {
    file: "controller/src/driver/void-mark.ts",
    find: 'return own.kind === "L" && round.kind === "L" && own.index > round.index;',
    replace: 'return own.kind === "M" && round.kind === "L" && own.index > round.index;',
    caughtBy: [{ tests: "tierkreis/test/restart.test.ts" }],
  },
};

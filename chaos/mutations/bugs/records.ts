import type { Bugs } from "../bug.ts";

/** Bugs of what is recorded, when, and what is made of it when a run goes on. */
export const recordBugs: Bugs = {
  "presence is enough": {
    file: "controller/src/driver/verify-outputs.ts",
    find: "for (const [port, digest] of Object.entries(digests)) {",
    replace: "for (const [port, digest] of Object.entries({} as typeof digests)) {",
    caughtBy: [{ harness: "lossy", at: "678760477" }],
  },
  "records are not synced": {
    file: "controller/src/driver/checkpoint.ts",
    find: "if (this.#fsync) await this.#sync(location, prefix, outputs);",
    replace: "",
    caughtBy: [{ harness: "lossy", at: "677324510" }],
  },
  "a record is reported before it is synced": {
    file: "controller/src/driver/checkpoint.ts",
    find: "if (this.#fsync) await this.#sync(location, prefix, outputs);",
    replace:
      "if (this.#fsync) setTimeout(() => void this.#sync(location, prefix, outputs).catch(() => undefined), 1);",
    caughtBy: [{ harness: "lossy", at: "636852730" }],
  },
  "no sync before the graph": {
    file: "controller/src/driver/open-run.ts",
    find: "the inputs do.\n      await storage.sync();",
    replace: "the inputs do.",
    caughtBy: [{ harness: "lossy", at: "368691711" }],
  },
  "no sync after the graph": {
    file: "controller/src/driver/open-run.ts",
    find: "nothing has been started.\n      await storage.sync();",
    replace: "nothing has been started.",
    caughtBy: [{ harness: "lossy", at: "167594196" }],
  },
  "the graph is written first": {
    file: "controller/src/driver/open-run.ts",
    find: "for (const datum of data.values()) await (await values.held(datum)).store();",
    replace:
      "await storage.write(keys.graph, encodeGraph(graph)); for (const datum of data.values()) await (await values.held(datum)).store();",
    caughtBy: [{ harness: "lossy", at: "399774733" }],
  },
  "the record comes before the outputs": {
    file: "controller/src/driver/outputs.ts",
    find: "await storage.write(`${prefix}outputs/${port}`, bytes);",
    replace:
      "setTimeout(() => void storage.write(`${prefix}outputs/${port}`, bytes).catch(() => undefined), 1);",
    caughtBy: [{ harness: "faults-memory", at: "ENOSPC-once-begun-1" }],
  },
  "a failed record is no failure": {
    file: "controller/src/driver/checkpoint.ts",
    find: "await storage.write(`${prefix}_done`, encodeRecord(record));",
    replace: "await storage.write(`${prefix}_done`, encodeRecord(record)).catch(() => undefined);",
    caughtBy: [{ harness: "faults-memory", at: "ENOSPC-once-begun-13" }],
  },
  "records are not looked up": {
    file: "controller/src/driver/outcomes.ts",
    find: "if (latest !== undefined) return",
    replace: "if (latest?.attempt === 999) return",
    caughtBy: [
      { harness: "lossy", at: "549380296" },
      { harness: "kill-files", at: "before-100" },
      { harness: "simulation", at: "1" },
    ],
  },
  "the run is done before its outputs are recorded": {
    file: "controller/src/driver/run.ts",
    find: "await this.#recordOutputs(outputs);",
    replace: "void this.#recordOutputs(outputs).catch(() => undefined);",
    caughtBy: [{ harness: "faults-memory", at: "ENOSPC-once-begun-1" }],
  },
  "the marker of an iteration is enough": {
    file: "controller/src/driver/iterations.ts",
    find: "if (counts && (await areThere(storage, written))) return;",
    replace: "if (counts) return;",
    caughtBy: [{ harness: "lossy" }],
  },
  "tasks overtake iterations": {
    file: "controller/src/driver/run.ts",
    find: "if (this.#iterations.size > 0) await Promise.all(this.#iterations);",
    replace: "",
    caughtBy: [{ harness: "faults-memory", at: "ENOSPC-once-begun-47" }],
  },
  "a run is deleted from its end": {
    file: "controller/src/driver/clear-run.ts",
    find: "await remove(keys.graph);\n",
    replace: "\n",
    caughtBy: [{ tests: "tierkreis/test/manage-runs.test.ts" }],
  },
};

/** A bug, planted by replacing text of a source file: exactly one place of it. */
export interface Mutation {
  /** Below `packages/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The tests that notice, by the begin of their names. */
  readonly caughtBy: readonly string[];
}

/** Bugs that durability must not have, each with the tests that notice it. */
export const mutations: Readonly<Record<string, Mutation>> = {
  "presence is enough": {
    file: "controller/src/driver/verify-outputs.ts",
    find: "for (const [port, digest] of Object.entries(digests)) {",
    replace: "for (const [port, digest] of Object.entries({} as typeof digests)) {",
    caughtBy: ["lossy"],
  },
  "no sync after clearing": {
    file: "controller/src/driver/open-run.ts",
    find: "what the run was before.\n      await storage.sync();",
    replace: "what the run was before.",
    caughtBy: ["lossy"],
  },
  "no sync before the graph": {
    file: "controller/src/driver/open-run.ts",
    find: "the inputs do.\n      await storage.sync();",
    replace: "the inputs do.",
    caughtBy: ["lossy"],
  },
  "records are not synced": {
    file: "controller/src/driver/checkpoint.ts",
    find: "if (this.#fsync) await this.#sync(location, prefix, outputs);",
    replace: "",
    caughtBy: ["lossy"],
  },
  "the marker of an iteration is enough": {
    file: "controller/src/driver/iterations.ts",
    find: "if (counts && (await areThere(storage, written))) return;",
    replace: "if (counts) return;",
    caughtBy: ["lossy"],
  },
  "tasks overtake iterations": {
    file: "controller/src/driver/run.ts",
    find: "if (this.#iterations.size > 0) await Promise.all(this.#iterations);",
    replace: "",
    caughtBy: ["faults"],
  },
  "records are not looked up": {
    file: "controller/src/driver/outcomes.ts",
    find: "if (latest !== undefined) return",
    replace: "if (latest?.attempt === 999) return",
    caughtBy: ["kill", "faults", "lossy"],
  },
  "a failed record is no failure": {
    file: "controller/src/driver/checkpoint.ts",
    find: "await storage.write(`${prefix}_done`, encodeRecord(record));",
    replace: "await storage.write(`${prefix}_done`, encodeRecord(record)).catch(() => undefined);",
    caughtBy: ["faults"],
  },
  "the record comes before the outputs": {
    file: "controller/src/driver/outputs.ts",
    find: "await storage.write(`${prefix}outputs/${port}`, bytes);",
    replace:
      "setTimeout(() => void storage.write(`${prefix}outputs/${port}`, bytes).catch(() => undefined), 1);",
    caughtBy: ["faults"],
  },
  "the graph is written first": {
    file: "controller/src/driver/open-run.ts",
    find: "for (const datum of data.values()) await (await values.held(datum)).store();",
    replace:
      "await storage.write(keys.graph, encodeGraph(graph)); for (const datum of data.values()) await (await values.held(datum)).store();",
    caughtBy: ["kill", "lossy"],
  },
  "an owner is never alive": {
    file: "core/src/lock.ts",
    find: "if (owner === undefined) return undefined;\n  const beat",
    replace: "if (owner !== undefined) return undefined;\n  const beat",
    caughtBy: ["two-controllers"],
  },
  "an epoch is taken, not made": {
    file: "core/src/lock.ts",
    find: "if (!(await storage.create(keys.lock(epoch), encode(owner))))",
    replace: "await storage.create(keys.lock(epoch), encode(owner));\n    if (epoch < 0)",
    caughtBy: ["two-controllers"],
  },
  "leftovers of the dead are left alone": {
    file: "process/src/run-program.ts",
    find: "  await endLeftovers(record);\n",
    replace: "",
    caughtBy: ["orphans"],
  },
};

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Harness } from "../harness.ts";
import { nodeArguments } from "../mutations/node-arguments.ts";
import { Random } from "../world/random.ts";
import type { Tally } from "../world/tally.ts";

const program = join(import.meta.dirname, "descriptors-program.ts");
/** Open files of the process: Node needs some 30. */
const LIMIT = 100;
/** Operations from one point of a sample to the next. */
const STRIDE = 30;

/** A process that may open no more files, from each operation of its storage on. */
export const descriptors: Harness = {
  name: "descriptors",
  async run({ large, seed, only }, tally) {
    const first = only ?? String(large ? 1 : 1 + new Random(seed).below(STRIDE));
    const step = only === undefined ? (large ? 1 : STRIDE) : 10_000;
    const args = [...nodeArguments(), program, first, String(step)];
    const script = `ulimit -n ${LIMIT} && exec "$@"`;
    const { stdout } = await promisify(execFile)("sh", ["-c", script, "sh", process.execPath, ...args]);
    const found = JSON.parse(stdout) as Pick<Tally, "points" | "failures">;
    tally.points += found.points;
    for (const { id, kind, what } of found.failures) tally.fail(id, kind, what);
  },
};

// `pnpm test:chaos`: every harness at its full size, a line each. `--only NAME` takes those whose names start so, `--small` the
// size of `pnpm verify`, `--first` ends each at its first failure; with `SEED=ID` only that point is made, as a failure names it.
import { parseArgs } from "node:util";
import { harnesses } from "./harnesses.ts";
import { Tally } from "./world/tally.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, small: { type: "boolean" }, first: { type: "boolean" } },
});
const { SEED } = process.env;
const chosen = harnesses.filter(({ name }) => name.startsWith(values.only ?? ""));
if (chosen.length === 0) {
  console.error(
    `No such test: ${values.only ?? ""}. There are ${harnesses.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}
/** Failures that are told in full. */
const SHOWN = 10;

for (const harness of chosen) {
  const tally = new Tally(values.first);
  const seed = Math.trunc(Math.random() * 1e9);
  const start = performance.now();
  await harness.run({ large: values.small !== true, seed, only: SEED }, tally);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${tally.line(harness.name)} (${seconds} s, from ${SEED ?? seed})`);
  for (const { id, kind, what } of tally.failures.slice(0, SHOWN))
    console.error(`  ${kind}: ${what}\n    again: SEED=${id} pnpm test:chaos --only ${harness.name}`);
  if (tally.failures.length > 0) process.exitCode = 1;
}

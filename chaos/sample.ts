import { harnesses } from "./harnesses.ts";
import { Tally } from "./world/tally.ts";

/** Plays the sample of a harness that belongs into `pnpm verify`, and tells its line. */
export async function sample(name: string): Promise<Tally> {
  const harness = harnesses.find((one) => one.name === name);
  if (harness === undefined) throw new TypeError(`There is no test ${name}.`);
  const tally = new Tally();
  const seed = Math.trunc(Math.random() * 1e9);
  await harness.run({ large: false, seed }, tally);
  console.log(`${tally.line(name)} (from ${seed})`);
  return tally;
}

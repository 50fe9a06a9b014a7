import type { Bug } from "./bug.ts";
import { mutations } from "./mutations.ts";

/** The name of no bug: with it, all is as without. */
const NO_BUG = "none";

const noBug: Omit<Bug, "caughtBy"> = { file: "none", find: "", replace: "" };

/** The bug that CHAOS_MUTATION names. */
export function chosenBug(): Omit<Bug, "caughtBy"> {
  const name = process.env["CHAOS_MUTATION"] ?? "";
  const bug = name === NO_BUG ? noBug : mutations[name];
  if (bug === undefined) throw new TypeError(`There is no bug ${JSON.stringify(name)}.`);
  return bug;
}

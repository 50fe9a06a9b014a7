import type { Harness } from "../harness.ts";
import { inLanes } from "../world/in-lanes.ts";
import type { Bug } from "./bug.ts";
import { mutations } from "./mutations.ts";
import { notice } from "./notice.ts";

/** Bugs at once. */
const LANES = 2;

/** Plants bugs and looks whether the tests notice: all of them do, or the first one of a sample. */
export const plantedBugs: Harness = {
  name: "mutations",
  async run({ large, only }, tally) {
    const chosen = Object.entries(mutations).filter(([name, bug]) =>
      only === undefined ? large || isQuick(bug) : name === only,
    );
    for (const count of ["planted", "caught", "missed"]) tally.note(count, 0);
    await inLanes(chosen, LANES, async ([name, { caughtBy }]) => {
      tally.note("planted");
      const catchers = large ? caughtBy : caughtBy.slice(0, 1);
      let missed = 0;
      for (const catcher of catchers) {
        const by = "tests" in catcher ? catcher.tests : catcher.harness;
        const noticed = await tally.play(name, () => notice(name, catcher, large));
        if (only !== undefined) console.log(`${by}: ${noticed?.words ?? noticed?.said ?? "missed"}`);
        if (noticed?.words !== undefined) continue;
        missed++;
        tally.fail(name, "wrong", `${by} does not notice it\n${noticed?.said ?? ""}`);
      }
      tally.note(missed === 0 ? "caught" : "missed");
      tally.points++;
    });
  },
};

/** A bug that is caught at a point that is known: in about a second. */
function isQuick({ caughtBy: [first] }: Bug): boolean {
  return "at" in first;
}

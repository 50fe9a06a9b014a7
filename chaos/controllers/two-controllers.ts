import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Harness } from "../harness.ts";
import { playRound } from "./round.ts";

/** Two controllers race for one run, again and again. */
export const twoControllers: Harness = {
  name: "two-controllers",
  async run({ large, seed, only }, tally) {
    const [first, count] = only === undefined ? [seed, large ? 200 : 10] : [Number(only), 1];
    const cache = mkdtempSync(join(tmpdir(), "tierkreis-chaos-cache-"));
    try {
      for (let current = first; current < first + count; current++) {
        const id = String(current);
        await tally.play(id, () => playRound(current, cache, (kind, what) => tally.fail(id, kind, what)));
        tally.seeds++;
        tally.points++;
      }
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  },
};

import { join } from "node:path";
import type { Harness } from "../harness.ts";
import { Random } from "../world/random.ts";
import { Play } from "./play.ts";
import { replaceGlobals, type Stage } from "./replace-globals.ts";
import { VirtualTime } from "./virtual-time.ts";

/** Runs in a world of virtual time, with every fault that a seed makes. */
export const simulation: Harness = {
  name: "simulation",
  async run({ large, seed, only }, tally) {
    const [first, count] = only === undefined ? [seed, large ? 100_000 : 2000] : [Number(only), 1];
    await onStage(async (stage) => {
      for (let current = first; current < first + count; current++) {
        await tally.play(String(current), async () => {
          const play = new Play(current, only !== undefined);
          tally.seeds++;
          try {
            await play.play(stage);
          } finally {
            tally.points += play.faults;
            if (play.wiped > 0) tally.note("wiped", play.wiped);
            for (const { kind, what } of play.world.violations) tally.fail(String(current), kind, what);
            if (only !== undefined) console.log(play.world.story?.join("\n"));
          }
        });
      }
    });
  },
};

/** Everything in it goes by virtual time. */
export async function onStage(action: (stage: Stage) => Promise<void>): Promise<void> {
  const stage: Stage = { time: new VirtualTime(), random: new Random(0) };
  const restore = replaceGlobals(stage);
  const { TMPDIR } = process.env;
  const before = process.listeners("beforeExit");
  // Nothing here has a workspace. The engine looks for those of the dead, and finds none where nothing is.
  process.env["TMPDIR"] = join(import.meta.dirname, "none");
  try {
    await action(stage);
  } finally {
    restore();
    // Lives that crashed still wait for their executors. Told that this is the end, they would go on, by real time.
    for (const listener of process.listeners("beforeExit"))
      if (!before.includes(listener)) process.off("beforeExit", listener);
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
  }
}

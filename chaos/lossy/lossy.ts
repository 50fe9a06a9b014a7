import type { Harness } from "../harness.ts";
import { Play } from "./play.ts";

/** Power losses on a disk that loses and reorders what was not synced. */
export const lossy: Harness = {
  name: "lossy",
  async run({ large, seed, only }, tally) {
    const [first, count] = only === undefined ? [seed, large ? 10_000 : 300] : [Number(only), 1];
    for (let current = first; current < first + count; current++) {
      const play = new Play(current, tally);
      await tally.play(String(current), () => play.play());
      if (only !== undefined) console.log(play.story.join("\n"));
    }
  },
};

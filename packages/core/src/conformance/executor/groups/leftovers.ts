import { unlessElsewhere, type Group } from "../sketch.ts";

/** What a task leaves running. */
export const leftovers: Group = {
  "of a task that ended well are ended": {
    skip: unlessElsewhere,
    test: async (trial) => {
      const mark = trial.mark();
      await trial.perform("leave", { inputs: { value: mark } });
      await trial.assertGone(mark);
    },
  },
};

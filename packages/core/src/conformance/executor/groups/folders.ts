import assert from "node:assert/strict";
import { sep } from "node:path";
import { assertOk } from "../asserts.ts";
import { unlessElsewhere, type Group } from "../sketch.ts";

/** Where programs run. */
export const folders: Group = {
  "programs run in their scratch folder or in their worker's": {
    skip: unlessElsewhere,
    test: async (trial) => {
      const { task, end } = await trial.perform("cwd");
      assertOk(end);
      const cwd = Buffer.from(task.outputOf("value") ?? "").toString();
      const { scratch } = await task.workspace();
      const expected = [scratch, trial.place];
      assert.ok(
        expected.some((folder) => cwd === folder || cwd.startsWith(folder + sep)),
        `the task ran in ${cwd}, neither in its scratch folder nor where its worker lies`,
      );
    },
  },
  "the controller stays in its own": {
    test: async (trial) => {
      const before = process.cwd();
      await Promise.all([trial.perform("copy"), trial.perform("slow")]);
      assert.equal(process.cwd(), before, "the working directory of this process has changed");
    },
  },
};

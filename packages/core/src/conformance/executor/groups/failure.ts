import assert from "node:assert/strict";
import { assertEndIs } from "../asserts.ts";
import type { TaskEnd } from "../../../task.ts";
import type { ProbeName } from "../probes.ts";
import { unlessFunctions, unlessPrograms, type Group, type Sketch } from "../sketch.ts";
import type { Trial } from "../trial.ts";

const endsWith = (probe: ProbeName, expected: TaskEnd): Sketch => ({
  skip: unlessFunctions,
  test: async (trial) => {
    assertEndIs(await failing(trial, probe), expected);
  },
});

/** A failing task is an end as any other: nothing rejects. */
async function failing(trial: Trial, probe: ProbeName): Promise<TaskEnd> {
  const { task } = trial.prepare(probe);
  const act = () =>
    trial.executor.run(task.call, task).catch((cause: unknown) => {
      const message = "a task that fails must settle with how it ended, and run rejected";
      throw new assert.AssertionError({ message, actual: cause });
    });
  return trial.follow(task, act).ended;
}

/** Tasks that fail: each kind of end. */
export const failure: Group = {
  "tells an exit status": endsWith("fail", { status: "exit", exitCode: 3 }),
  "tells a signal": endsWith("signal", { status: "signal", signal: "SIGKILL" }),
  "tells what a function threw": {
    skip: unlessPrograms,
    test: async (trial) => {
      const end = await failing(trial, "fail");
      assert.equal(end.status, "error");
      assert.match(end.error.message, /probe failed/);
    },
  },
  "makes up no output that the task did not write": {
    test: async (trial) => {
      const { task, end } = await trial.perform("nothing");
      const output = task.outputOf("value");
      // A program's standard output is empty, and a function that gives nothing has failed.
      assert.ok(
        end.status !== "ok" || output === undefined || output.length === 0,
        "there is an output that the task did not write",
      );
    },
  },
  "is ready for the next task": {
    test: async (trial) => {
      await failing(trial, "fail");
      const { end } = await trial.perform("copy");
      assert.equal(end.status, "ok", "a task fails after another one has failed");
    },
  },
};

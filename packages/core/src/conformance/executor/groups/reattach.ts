import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TaskEnd } from "../../../task.ts";
import type { Json } from "../../../value/json.ts";
import { assertCoded, assertEndIs, assertOk, assertOutput } from "../asserts.ts";
import type { EngineTask } from "../engine-task.ts";
import { killedController } from "../killed-controller.ts";
import type { ProbeName } from "../probes.ts";
import { findMarked, killMarked } from "../processes.ts";
import { unlessEndedWithController, unlessFinal, type Group } from "../sketch.ts";
import type { Trial } from "../trial.ts";
import { within } from "../within.ts";

/** What no executor has saved. */
const corrupt: readonly Json[] = [null, 7, "", "handle", [], {}, { record: 7 }, { no: { such: "handle" } }];

/** A task whose controller is dead, and its handle. */
async function orphan(trial: Trial, probe: ProbeName, { value, shows }: Showing) {
  const { folder, spec, task } = trial.prepare(probe, { inputs: { value } });
  const handle = await killedController(trial, { folder, spec }, () => shows(task));
  return { folder, task, reattach: () => reattach(trial, handle, task) };
}

interface Showing {
  readonly value: string;
  /** Whether the task has come so far that its controller may be killed. */
  readonly shows: (task: EngineTask) => boolean;
}

const running = (mark: string): Showing => ({
  value: mark,
  shows: (task) => task.logText().includes("started") || findMarked(mark).length > 0,
});

async function reattach({ executor }: Trial, handle: Json, task: EngineTask): Promise<TaskEnd> {
  assert.ok(executor.reattach !== undefined);
  return executor.reattach(handle, task.call, task);
}

/** Tasks that a dead controller left. */
export const reattaching: Group = {
  "settles with the output of a task that runs on": {
    skip: unlessEndedWithController,
    test: async (trial) => {
      const shows = (task: EngineTask) => (task.outputOf("value")?.length ?? 0) > 0;
      const { task, reattach } = await orphan(trial, "slow", { value: "whole", shows });
      assertOk(await trial.follow(task, reattach).ended);
      assertOutput(task, "value", "whole");
    },
  },
  "settles with the failure of a task that ended unseen": {
    skip: unlessEndedWithController,
    test: async (trial) => {
      const shows = (task: EngineTask) => task.logText().includes("probe failed");
      const { task, reattach } = await orphan(trial, "fail", { value: "value", shows });
      assertEndIs(await trial.follow(task, reattach).ended, { status: "exit", exitCode: 3 });
    },
  },
  "waits for a task that runs, and ends it when it is aborted": {
    skip: unlessEndedWithController,
    test: async (trial) => {
      const mark = trial.mark();
      const { task, reattach } = await orphan(trial, "sleep", running(mark));
      const started = trial.follow(task, reattach);
      await trial.assertRunning(started, mark);
      task.abort();
      assert.notEqual((await started.ended).status, "ok", "a task that was cancelled did not end well");
      await trial.assertGone(mark);
    },
  },
  "says lost of a task of which nothing is left": {
    skip: unlessEndedWithController,
    test: async (trial) => {
      const mark = trial.mark();
      const { folder, task, reattach } = await orphan(trial, "sleep", running(mark));
      killMarked(mark);
      await trial.until(() => findMarked(mark).length === 0);
      await rm(join(folder, "attempt"), { recursive: true, maxRetries: 10, retryDelay: 100 });
      const end = await trial.follow(task, reattach).ended;
      // Whoever keeps a record elsewhere knows the truth.
      if (end.status !== "lost") assertEndIs(end, { status: "signal", signal: "SIGKILL" });
    },
  },
  "refuses a handle that says nothing": {
    skip: unlessFinal,
    test: async (trial) => {
      for (const handle of corrupt) {
        const { task } = trial.prepare("copy");
        const name = `the handle ${JSON.stringify(handle)}`;
        const settled = within(reattach(trial, handle, task), trial.patience, () => `${name} did not settle`);
        const error: unknown = await settled.then(
          (end) => assert.fail(`${name} says nothing, and reattach settled with ${end.status}`),
          (reason: unknown) => reason,
        );
        if (error instanceof assert.AssertionError) throw error;
        assertCoded(error, `what reattach says of ${name}`);
      }
    },
  },
};

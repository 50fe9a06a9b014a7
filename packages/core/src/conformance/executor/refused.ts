import assert from "node:assert/strict";
import { assertCoded } from "./asserts.ts";
import type { Trial } from "./trial.ts";
import { within } from "./within.ts";

/**
 * Asserts that a task that is not there is refused: `check`, where there is one, rejects with a coded error, and so does `run`,
 * or it settles with one. Nothing is run, and no output is there.
 */
export async function assertRefused(trial: Trial, worker: string): Promise<void> {
  const { executor, patience } = trial;
  const name = JSON.stringify(worker);
  const { task } = trial.prepare("copy", { at: { worker, task: trial.find("copy").task } });
  if (executor.check !== undefined) {
    const checked = within(
      executor.check(task.site),
      patience,
      () => `the check of worker ${name} did not settle`,
    );
    const error: unknown = await checked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.notEqual(error, undefined, `check accepts the worker ${name}`);
    assertCoded(error, `what check says of the worker ${name}`);
  }
  const running = within(
    executor.run(task.call, task),
    patience,
    () => `a task of worker ${name} did not settle`,
  );
  const error: unknown = await running.then(
    (end) => {
      assert.equal(end.status, "error", `a task of the worker ${name} must be an error, and settled with`);
      return end.error;
    },
    (reason: unknown) => reason,
  );
  assertCoded(error, `what run says of the worker ${name}`);
  assert.equal(task.outputOf("value"), undefined, `a task of the worker ${name} was run`);
}

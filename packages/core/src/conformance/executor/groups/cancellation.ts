import assert from "node:assert/strict";
import type { ProbeName } from "../probes.ts";
import { assertOk, assertOutput } from "../asserts.ts";
import { unlessElsewhere, unlessFunctions, type Group, type Sketch } from "../sketch.ts";

const cancels = (probe: ProbeName): Sketch => ({
  test: async (trial) => {
    const mark = trial.mark();
    const started = trial.start(probe, { inputs: { value: mark } });
    await trial.untilStarted(started, mark);
    started.task.abort();
    const end = await started.ended;
    assert.notEqual(end.status, "ok", "a task that was cancelled did not end well");
    await trial.assertGone(mark);
  },
});

/** Tasks that are aborted. */
export const cancellation: Group = {
  "ends a task with all that it started": cancels("sleep"),
  "ends a task that ignores the gentle signal": { ...cancels("stubborn"), skip: unlessFunctions },
  "ends a child that ignores the gentle signal, though the task ends by it": {
    ...cancels("stubborn-child"),
    skip: unlessElsewhere,
  },
  "starts nothing for a task that is aborted already": {
    test: async (trial) => {
      const { task } = trial.prepare("copy");
      task.abort();
      const { ended } = trial.follow(task, () => trial.executor.run(task.call, task));
      const end = await ended;
      assert.notEqual(end.status, "ok", "a task that was aborted before its start can not end well");
      assert.equal(task.outputOf("value"), undefined, "a task was started though it was aborted before");
    },
  },
  "ends a task that is aborted while its workspace is made": {
    skip: unlessFunctions,
    test: async (trial) => {
      const mark = trial.mark();
      const { task } = trial.prepare("sleep", { inputs: { value: mark } });
      task.onWorkspace = () => task.abort();
      const started = trial.follow(task, () => trial.executor.run(task.call, task));
      await trial.until(() => task.signal.aborted || task.logText().includes("started"));
      // Where no workspace is needed, this is an abort as any other.
      task.abort();
      const end = await started.ended;
      assert.notEqual(end.status, "ok", "a task that was aborted before its start can not end well");
      await trial.assertGone(mark);
    },
  },
  "leaves other tasks alone": {
    test: async (trial) => {
      const [mark, other] = [trial.mark(), trial.mark()];
      const ended = trial.start("sleep", { inputs: { value: mark } });
      const running = trial.start("sleep", { inputs: { value: other } });
      await trial.untilStarted(ended, mark);
      await trial.untilStarted(running, other);
      ended.task.abort();
      await ended.ended;
      await trial.assertRunning(running, other);
      running.task.abort();
      await running.ended;
    },
  },
  "changes nothing after the end": {
    test: async (trial) => {
      const { task, end } = await trial.perform("copy");
      assertOk(end);
      task.abort();
      const next = await trial.perform("copy", { inputs: { value: "next" } });
      assertOk(next.end);
      assertOutput(task, "value", "value");
      assertOutput(next.task, "value", "next");
    },
  },
};

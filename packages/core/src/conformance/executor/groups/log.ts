import assert from "node:assert/strict";
import type { EngineTask } from "../engine-task.ts";
import { assertOk } from "../asserts.ts";
import { unlessPrograms, type Group } from "../sketch.ts";

const COUNT = 100;
const MANY = 100_000;

/** The lines that begin so, in their order. */
const linesOf = (text: string, begin: string): string[] =>
  text.split("\n").filter((line) => line.startsWith(begin));

const counted = (begin: string): string[] => Array.from({ length: COUNT }, (_, n) => `${begin}${String(n)}`);

/** Standard output, wherever it went: one executor's outputs are its log, another one's the output port. */
function standardOutput(task: EngineTask, namedPorts: boolean): string {
  return namedPorts ? task.logText() : Buffer.from(task.outputOf("value") ?? "").toString();
}

/** What a task writes to standard output and error. */
export const log: Group = {
  "has all lines of both streams, each in its order": {
    test: async (trial) => {
      const { task, end } = await trial.perform("log");
      assertOk(end);
      assert.deepEqual(
        linesOf(task.logText(), "err "),
        counted("err "),
        "standard error is not in the log as it was written",
      );
      const named = trial.executor.capabilities?.namedPorts !== false;
      assert.deepEqual(
        linesOf(standardOutput(task, named), "out "),
        counted("out "),
        "standard output is not as it was written",
      );
    },
  },
  "has the last line too when it is not ended": {
    test: async (trial) => {
      const { task } = await trial.perform("log");
      assert.match(task.logText(), /^end$/m, "the last line of the log is missing");
    },
  },
  "keeps what was in it before": {
    skip: (executor) =>
      unlessPrograms(executor) === undefined ? "functions log to the engine, not to a file" : undefined,
    test: async (trial) => {
      const { task } = await trial.perform("log");
      assert.ok(task.logText().startsWith("before\n"), "the log was written anew");
    },
  },
  "tells why a task failed": {
    test: async (trial) => {
      const { task, end } = await trial.perform("fail");
      const words = task.logText() + (end.status === "error" ? end.error.message : "");
      assert.match(words, /probe failed/, "what a failing task wrote to standard error is lost");
    },
  },
  "has 10 MB whole": {
    test: async (trial) => {
      const { task, end } = await trial.perform("log-much");
      assertOk(end);
      const lines = task
        .logText()
        .split("\n")
        .filter((line) => line.length === 99);
      assert.equal(lines.length, MANY, `the log has ${lines.length} whole lines of ${MANY}`);
      const wrong = lines.findIndex((line, n) => Number(line.slice(0, 6)) !== n);
      assert.equal(wrong, -1, `line ${wrong} of the log is another one`);
    },
  },
};

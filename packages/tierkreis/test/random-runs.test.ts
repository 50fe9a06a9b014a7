import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRun } from "@tierkreis/controller";
import {
  TierkreisError,
  toGraph,
  type Executor,
  type PureTask,
  type TaskCall,
  type TaskContext,
} from "@tierkreis/core";
import { FileStorage } from "@tierkreis/storage-fs";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { interpret } from "../../../scripts/testing/graphs/interpret.ts";
import { pureTask } from "../../../scripts/testing/graphs/pure-tasks.ts";
import { randomGraphs } from "../../../scripts/testing/graphs/random-graphs.ts";

const directory = mkdtempSync(join(tmpdir(), "tierkreis-random-"));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Adds up what it is given, notes where it ran, and ends itself when told to stop there. */
class Adder implements Executor {
  readonly specVersion = 1;
  readonly name = "adder";
  readonly ran: string[] = [];
  #left: number;
  readonly #stop: () => void;

  constructor(left: number, stop: () => void) {
    this.#left = left;
    this.#stop = stop;
  }

  pure(worker: string, task: string): PureTask | undefined {
    return pureTask(worker, task);
  }

  async run(call: TaskCall, context: TaskContext) {
    if (this.#left-- === 0) {
      this.#stop();
      return { status: "exit", exitCode: 1 } as const;
    }
    let sum = 1;
    for (const port of call.inputs) {
      const value = await context.input(port).value();
      sum += typeof value === "number" ? value : 0;
    }
    context.output("value").setValue(sum % 1_000_003);
    this.ran.push(context.location);
    return { status: "ok" } as const;
  }
}

function codeOf(error: unknown): unknown {
  return TierkreisError.isInstance(error) ? error.code : error;
}

it("agrees with the interpreter through files, stopped anywhere and gone on with, and runs no task twice", async () => {
  let runId = 0;
  await fc.assert(
    fc.asyncProperty(randomGraphs, fc.nat(12), async (document, stopAfter) => {
      const graph = toGraph(document);
      const inputs = { a: 5, b: 2 };
      const expected = interpret(graph, inputs);
      const options = { storage: new FileStorage({ directory }), runId: runId++ };
      const ended = new AbortController();
      const first = new Adder(stopAfter, () => {
        ended.abort();
      });
      const begun = await startRun(graph, inputs, {
        ...options,
        executor: first,
        signal: ended.signal,
        concurrency: 3,
      });
      const outcome = await begun.outputs.catch((error: unknown) => codeOf(error));
      const stopped = expected.needed.size > stopAfter;
      expect(outcome).toEqual(stopped ? "TKR_CANCELLED" : expected.outputs["value"]);

      const second = new Adder(-1, () => undefined);
      const resumed = await startRun(graph, inputs, { ...options, executor: second, concurrency: 3 });
      expect(await resumed.outputs).toEqual(expected.outputs["value"]);
      const ran = [...first.ran, ...second.ran];
      expect(new Set(ran)).toEqual(expected.needed);
      // A task that was under way when the run was stopped may have done its work without being recorded.
      expect(ran.length - expected.needed.size).toBeLessThanOrEqual(stopped ? 3 : 0);
    }),
    { numRuns: 150 },
  );
}, 120_000);

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import {
  defineTask,
  FileStorage,
  GraphBuilder,
  implement,
  InlineExecutor,
  runGraph,
  startRun,
  type TierkreisError,
} from "../src/index.ts";
import { endless, implementations, where } from "./fixtures/thread-tasks.ts";

vi.setConfig({ testTimeout: 60_000 });

const storageOf = () => new FileStorage({ directory: join(temporaryFolder(), "checkpoints") });

const step = (name: string) =>
  defineTask({ worker: "steps", name, inputs: { n: z.int() }, outputs: z.int() });
const recorded = step("recorded");
const pure = step("pure");
const risky = step("risky");

it("stores what a function gave, and computes what a pure one gives again", async () => {
  const calls: string[] = [];
  let lucky = false;
  const called = (name: string, n: number) => {
    calls.push(name);
    return n + 1;
  };
  const tasks = [
    implement(recorded, async ({ n }) => called("recorded", n)),
    implement(pure, ({ n }) => called("pure", n), { pure: true }),
    implement(risky, ({ n }, { attempt }) => {
      if (!lucky) throw new RangeError(`no luck in attempt ${attempt}`);
      return called("risky", n);
    }),
  ];
  const g = new GraphBuilder({ inputs: { n: z.int() }, outputs: z.int() });
  const first = g.task(recorded({ n: g.inputs.n }));
  g.outputs(g.task(risky({ n: g.task(pure({ n: first })) })));
  const options = { storage: storageOf(), executor: new InlineExecutor({ tasks }), runId: 7, retry: 1 };

  const failed = runGraph(g, { n: 1 }, options);
  await expect(failed).rejects.toMatchObject({
    code: "TKR_TASK_FAILED",
    message: expect.stringMatching(
      /^Task steps\.risky at -\.N\d+ failed in attempt 2: no luck in attempt 2\./,
    ),
    details: {
      worker: "steps",
      task: "risky",
      logTail: expect.stringMatching(/RangeError: no luck.*inline-tasks\.test\.ts/s),
    },
  });
  const error = (await failed.catch((reason: unknown) => reason)) as TierkreisError;
  expect((error.cause as TierkreisError).cause).toBeInstanceOf(RangeError);
  expect(calls).toEqual(["recorded", "pure"]);

  lucky = true;
  expect(await runGraph(g, { n: 1 }, options)).toBe(4);
  expect(calls).toEqual(["recorded", "pure", "pure", "risky"]);
});

it("begins nothing of a graph that a function does not fit", async () => {
  const other = defineTask({ worker: "steps", name: "recorded", inputs: { m: z.int() }, outputs: z.int() });
  const g = new GraphBuilder({ outputs: z.int() });
  g.outputs(g.task(recorded({ n: 1 })));
  const executor = new InlineExecutor({ tasks: [implement(other, ({ m }) => m)] });
  await expect(startRun(g, {}, { storage: storageOf(), executor })).rejects.toMatchObject({
    code: "TKR_GRAPH_INVALID",
    details: { port: "m" },
  });
});

it("checks what a function gives against its declared type", async () => {
  const g = new GraphBuilder({ outputs: z.int() });
  g.outputs(g.task(recorded({ n: 1 })));
  const executor = new InlineExecutor({ tasks: [implement(recorded, (() => "three") as () => never)] });
  await expect(runGraph(g, {}, { storage: storageOf(), executor })).rejects.toMatchObject({
    code: "TKR_VALUE_TYPE",
    message: expect.stringMatching(/its output "value".*expected integer, found/),
  });
});

it("maps a function over a list, in threads that are used again", async () => {
  const g = new GraphBuilder({ inputs: { items: z.array(z.int()) }, outputs: z.array(z.int()) });
  const body = new GraphBuilder({ inputs: { value: z.int() }, outputs: z.int() });
  body.outputs(body.task(where({ n: body.inputs.value })));
  g.outputs(g.map(body, g.inputs.items));
  const items = Array.from({ length: 40 }, (_, n) => n);
  const executor = new InlineExecutor({ tasks: implementations, threads: 2 });
  const threads = await runGraph(g, { items }, { storage: storageOf(), executor });
  expect(threads).toHaveLength(40);
  expect(new Set(threads).size).toBeLessThanOrEqual(2);
});

function endlessGraph() {
  const g = new GraphBuilder({ outputs: z.int() });
  g.outputs(g.task(endless()));
  return { g, options: { storage: storageOf(), executor: new InlineExecutor({ tasks: implementations }) } };
}

it("ends a thread at its task's timeout", async () => {
  const { g, options } = endlessGraph();
  await expect(runGraph(g, {}, { ...options, timeout: 2000 })).rejects.toMatchObject({
    code: "TKR_TASK_TIMEOUT",
    details: { logTail: expect.stringContaining("begun") },
  });
});

it("ends a thread when the run is cancelled", async () => {
  const { g, options } = endlessGraph();
  const run = await startRun(g, {}, options);
  await sleep(500);
  await run.cancel();
  await expect(run.outputs).rejects.toMatchObject({ code: "TKR_CANCELLED" });
});

it("lets a program with threads end", async () => {
  const program = join(import.meta.dirname, "fixtures", "threads-program.ts");
  const { stdout, stderr } = await execa(process.execPath, ["--conditions=@tierkreis/source", program], {
    env: { TKR_DIR: temporaryFolder() },
    timeout: 30_000,
  });
  expect([stdout, stderr]).toEqual(["true", ""]);
});

it("runs a worker's new code in the next run", async () => {
  const registry = join(temporaryFolder("tierkreis-inline-"), "workers");
  const source = join(import.meta.dirname, "..", "src", "index.ts");
  // Nothing is installed beside it: the program hands it the task.
  Object.assign(globalThis, { recordedTask: recorded });
  const write = (factor: number) => {
    const main = `import { implement } from ${JSON.stringify(source)};
export const recorded = implement(globalThis.recordedTask, ({ n }) => n * ${factor});
`;
    writeTree({ "steps/main.js": main }, { at: registry });
  };
  const g = new GraphBuilder({ outputs: z.int() });
  g.outputs(g.task(recorded({ n: 7 })));
  const executor = new InlineExecutor({ registry });
  const answers: number[] = [];
  for (const factor of [2, 3]) {
    write(factor);
    answers.push(await runGraph(g, {}, { storage: storageOf(), executor }));
  }
  expect(answers).toEqual([14, 21]);
});

import { setTimeout as sleep } from "node:timers/promises";
import { defineTask } from "@tierkreis/core";
import { implement, InlineExecutor, type InlineExecutorOptions } from "@tierkreis/executor-inline";
import { expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { hidden, implementations, inMain, misbehave, sum, unexported } from "./fixtures/threaded.ts";
import { prepare, registryOf } from "./support/prepare.ts";

// Threads are started, on machines that do other things too.
vi.setConfig({ testTimeout: 30_000 });

function start(options: InlineExecutorOptions = {}): InlineExecutor {
  const executor = new InlineExecutor({ tasks: implementations, ...options });
  onTestFinished(() => executor.release("run"));
  return executor;
}

const add = (executor: InlineExecutor, run = "run") => {
  const task = prepare(sum, { items: [2n ** 70n, 1n], raw: new Uint8Array([7, 8, 9]) }, { run });
  return { task, end: executor.run(task.call, task.context) };
};

it("runs a function in a thread, with the same values", async () => {
  const { task, end } = add(start());
  expect(await end).toEqual({ status: "ok" });
  expect([task.output("total"), task.output("raw")]).toEqual([2n ** 70n + 1n, new Uint8Array([7, 8])]);
  expect(task.output("thread")).toBeGreaterThan(0);
  const main = prepare(inMain);
  await start().run(main.call, main.context);
  expect(main.output("value")).toBe(false);
});

it("runs a worker's task in a thread that imports its main.ts", async () => {
  const main = `import { threadId } from "node:worker_threads";
import { defineTask } from "@tierkreis/core";
import { implement } from "@tierkreis/executor-inline";
import { z } from "zod";
import { factor } from "./factor.ts";
const where = defineTask({ worker: "w", name: "where", inputs: {}, outputs: z.array(z.int()) });
export const here: unknown = implement(where, () => [factor, threadId], { thread: true });
`;
  const where = defineTask({ worker: "w", name: "where", inputs: {}, outputs: z.array(z.int()) });
  const registry = registryOf({ "w/main.ts": main, "w/factor.ts": "export const factor: number = 4;" });
  const executor = start({ registry, tasks: [] });
  const task = prepare(where);
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toEqual({ status: "ok" });
  expect(task.output("value")).toEqual([4, expect.any(Number)]);
  expect(task.output("value")).not.toContain(0);
});

async function fail(how: string, options: InlineExecutorOptions = {}) {
  const task = prepare(misbehave, { how }, { declared: false });
  const end = await start(options).run(task.call, task.context);
  return { end, log: task.log() };
}

it("brings back what a function throws, with its stack there", async () => {
  const { end, log } = await fail("throw");
  expect(end).toMatchObject({ status: "error", error: { name: "RangeError", message: "too far" } });
  expect((end as { error: Error }).error.stack).toMatch(/^RangeError: too far\n.*fixtures\/threaded\.ts/s);
  expect(log).toBe("to throw\n");
});

it.each([
  ["throwWords", /it threw \{ no: 'error', fn: .*\}, which is no Error/],
  ["exit", /its thread ended before it gave a result, as by process\.exit\(0\)/],
  ["exit3", /process\.exit\(3\)/],
  ["uncaught", /^out of reach$/],
  ["unhandled", /^forgotten$/],
])("makes the task fail, and nothing else: %s", async (how, message) => {
  const { end } = await fail(how);
  expect(end).toMatchObject({ status: "error", error: { message: expect.stringMatching(message) } });
});

it("names the output that is of another type", async () => {
  const { end } = await fail("wrongType");
  expect(end).toMatchObject({
    error: {
      code: "TKR_VALUE_TYPE",
      message: expect.stringContaining(`its output "value"`),
      details: { port: "value" },
    },
  });
});

it.each(["memory", "memoryOfLists"])(
  "ends a task that needs more memory than it may have: %s",
  async (how) => {
    const { end } = await fail(how, { threadMemory: 30 });
    expect(end).toMatchObject({
      status: "error",
      error: {
        code: "TKR_TASK_FAILED",
        message: expect.stringContaining("more memory than its thread may have"),
      },
    });
  },
);

it("puts what a function prints into its log, in order and in lines", async () => {
  const { end, log } = await fail("prints");
  expect(end).toEqual({ status: "ok" });
  expect(log).toMatch(/^to prints\none 1\ntwo\nhalf line, last\n\(node:.*Warning: careful\n(?:.*\n)*no end$/);
});

async function abortOnce(how: string) {
  const task = prepare(misbehave, { how });
  const executor = start();
  const ended = executor.run(task.call, task.context);
  // It says what it is about to do, and that it does it.
  await expect.poll(() => task.log().split(how).length, { timeout: 20_000 }).toBe(3);
  task.abort();
  return { executor, task, end: await ended };
}

it.each(["endless", "endlessLists"])("ends a function that never ends: %s", async (how) => {
  const { executor, end } = await abortOnce(how);
  const message = "its thread was ended, because it did not end by itself";
  expect(end).toMatchObject({ status: "error", error: { message } });
  expect(await add(executor).end).toEqual({ status: "ok" });
});

it("lets a function end by its signal", async () => {
  const { executor, task, end } = await abortOnce("waits");
  expect(end).toMatchObject({ status: "error", error: { message: "ended by itself" } });
  expect(task.log()).toContain("told\n");
  expect(await add(executor).end).toEqual({ status: "ok" });
});

it("does not begin a task that was aborted before", async () => {
  const task = prepare(misbehave, { how: "endless" });
  task.abort();
  expect(await start().run(task.call, task.context)).toMatchObject({ status: "error" });
  expect(task.log()).toBe("");
});

it("uses threads again, and no more of them than it may", async () => {
  const executor = start({ threads: 2 });
  const all = Array.from({ length: 20 }, () => add(executor));
  for (const { end } of all) expect(await end).toEqual({ status: "ok" });
  expect(new Set(all.map(({ task }) => task.output("thread"))).size).toBeLessThanOrEqual(2);
});

it("lets a task be ended that waits for a thread, and goes on after", async () => {
  const executor = start({ threads: 1 });
  const first = prepare(misbehave, { how: "endless" });
  const firstEnd = executor.run(first.call, first.context);
  await expect.poll(() => first.log(), { timeout: 20_000 }).toContain("endless");
  const second = prepare(misbehave, { how: "endless" });
  const secondEnd = executor.run(second.call, second.context);
  const third = add(executor);
  await sleep(1);
  second.abort();
  expect(await secondEnd).toMatchObject({
    error: { message: "the task was ended before there was a thread for it" },
  });
  first.abort();
  await firstEnd;
  expect(await third.end).toEqual({ status: "ok" });
});

it("ends the threads of a run with the run, and of no other", async () => {
  const executor = start();
  const before = add(executor, "one");
  await before.end;
  const other = prepare(misbehave, { how: "leaves" }, { run: "other" });
  await executor.run(other.call, other.context);
  await executor.release("one");
  const again = add(executor, "one");
  await again.end;
  expect(again.task.output("thread")).not.toBe(before.task.output("thread"));
  expect(await executor.run(other.call, other.context)).toEqual({ status: "ok" });
  await executor.release("one");
  await executor.release("other");
});

it("says that a thread's module must export what it runs", async () => {
  const task = prepare(unexported);
  const executor = start({ tasks: [hidden()] });
  expect(await executor.run(task.call, task.context)).toMatchObject({
    error: {
      code: "TKR_WORKER_INVALID",
      message: expect.stringMatching(/threaded\.ts.* exports no implementation of threaded\.unexported/),
    },
  });
  const nowhere = implement(unexported, () => 1, { thread: new URL("nowhere.ts", import.meta.url) });
  expect(await start({ tasks: [nowhere] }).run(task.call, task.context)).toMatchObject({
    error: {
      code: "TKR_WORKER_INVALID",
      message: expect.stringMatching(
        /^\[executor-inline\] \S*test\/nowhere\.ts: Cannot find module .*nowhere\.ts/,
      ),
      details: { file: new URL("nowhere.ts", import.meta.url).pathname },
    },
  });
});

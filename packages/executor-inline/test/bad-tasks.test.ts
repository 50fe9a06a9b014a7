import { defineTask } from "@tierkreis/core";
import { implement, InlineExecutor, type InlineExecutorOptions } from "@tierkreis/executor-inline";
import { expect, it } from "vitest";
import { z } from "zod";
import { prepare } from "./support/prepare.ts";

const ports = { inputs: { text: z.string(), most: z.int().optional() }, outputs: { count: z.int() } };
const count = defineTask({ worker: "text", name: "count", ...ports });
const executor = new InlineExecutor({ tasks: [implement(count, () => ({ count: 1 }))] });

const siteOf = (inputs: readonly string[], outputs: readonly string[], name = count) => ({
  ...prepare(name).site,
  inputs,
  outputs,
});

it.each([
  ["an input that is missing", [], ["count"], `is not given its input "text"`, "text"],
  ["an input it has not", ["text", "texts"], [], `has no input "texts"; it takes "text", "most"`, "texts"],
  ["an output it has not", ["text"], ["counts"], `has no output "counts"; it gives "count"`, "counts"],
  ["numbered outputs", ["text"], ["*"], `has no output "*"`, "*"],
])("refuses %s before anything starts", async (_, inputs, outputs, message, port) => {
  await expect(executor.check(siteOf(inputs, outputs))).rejects.toMatchObject({
    code: "TKR_GRAPH_INVALID",
    message: expect.stringContaining(`text.count at -.N3 ${message}`),
    details: { worker: "text", task: "count", port, location: "-.N3" },
  });
});

it("takes a graph that leaves out what may be left out", async () => {
  await expect(executor.check(siteOf(["text"], []))).resolves.toBeUndefined();
});

it("names an unknown worker and an unknown task, and what was perhaps meant", async () => {
  const worker = prepare(defineTask({ worker: "txt", name: "count", ...ports }));
  await expect(executor.check(worker.site)).rejects.toMatchObject({
    code: "TKR_WORKER_UNKNOWN",
    message: expect.stringContaining("Did you mean text?"),
    details: { worker: "txt" },
  });
  const task = prepare(defineTask({ worker: "text", name: "coumt", ...ports }));
  const wanted = { code: "TKR_TASK_UNKNOWN", details: { worker: "text", task: "coumt" } };
  await expect(executor.check(task.site)).rejects.toMatchObject({
    ...wanted,
    message: expect.stringContaining("implements no task coumt. It has count. Did you mean count?"),
  });
  await expect(executor.run(task.call, task.context)).rejects.toMatchObject(wanted);
});

it("refuses two functions for one task", () => {
  const tasks = [implement(count, () => ({ count: 1 })), implement(count, () => ({ count: 2 }))];
  expect(() => new InlineExecutor({ tasks })).toThrow(
    new TypeError("The task text.count is implemented twice."),
  );
});

it.each<[string, object, RegExp]>([
  ["an unknown option", { task: [] }, /task/],
  ["a bare function", { tasks: [() => 1] }, /Expected what implement\(\) gives/],
  ["no threads", { threads: 0 }, /threads/],
  [
    "a thread: true in code",
    { tasks: [implement(count, () => ({ count: 1 }), { thread: true })] },
    /import\.meta\.url/,
  ],
])("names the option that is wrong: %s", (_, options, message) => {
  expect(() => new InlineExecutor(options as InlineExecutorOptions)).toThrow(message);
});

it.each<[string, unknown, unknown, RegExp]>([
  ["no function", 1, {}, /a function that does the task text\.count, got number/],
  ["an unknown option", () => 1, { threads: true }, /text\.count has an unknown option `threads`/],
  [
    "a thread that is no address",
    () => 1,
    { thread: "./main.ts" },
    /`thread` option of text\.count to be import\.meta\.url/,
  ],
  ["a pure one with a thread", () => 1, { pure: true, thread: true }, /can not be pure and have a thread/],
])("refuses an implementation with %s", (_, fn, options, message) => {
  expect(() => implement(count, fn as () => never, options as object)).toThrow(message);
});

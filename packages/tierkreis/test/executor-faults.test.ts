import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunKeys, toRunId } from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import { defineTask, FileStorage, GraphBuilder, runGraph, startRun, type Executor } from "../src/index.ts";

const one = defineTask({ worker: "w", name: "one", inputs: {}, outputs: z.int() });

function setUp(executor: Partial<Executor>) {
  const graph = new GraphBuilder({ outputs: z.int() });
  graph.outputs(graph.task(one({})));
  const directory = temporaryFolder();
  const base: Executor = { specVersion: 1, name: "toy", run: () => Promise.resolve({ status: "ok" }) };
  return {
    graph,
    directory,
    options: { storage: new FileStorage({ directory }), executor: { ...base, ...executor }, runId: 1 },
  };
}

it.each([undefined, null, "ok", { status: "weird" }, { status: "exit" }, { status: "error", error: "text" }])(
  "names the executor that settles with %j, which is no end of a task",
  async (end) => {
    const { graph, options } = setUp({ run: () => Promise.resolve(end as never) });
    await expect(runGraph(graph, {}, options)).rejects.toMatchObject({
      code: "TKR_EXECUTOR_FAULT",
      message: expect.stringContaining(
        "the executor toy is at fault: `run` settled with what is no end of a task",
      ) as string,
      details: { location: "-.N0", worker: "w", task: "one" },
    });
  },
);

it.each([new Error("it broke"), "text", undefined])(
  "names the executor that rejects with %j",
  async (thrown) => {
    const { graph, options } = setUp({ run: () => rejection(thrown) });
    await expect(runGraph(graph, {}, options)).rejects.toMatchObject({ code: "TKR_EXECUTOR_FAULT" });
  },
);

/** A promise that rejects with anything: others write executors too. */
function rejection(reason: unknown): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  reject(reason);
  return promise;
}

it("says which output an in-process task did not give", async () => {
  const { graph, options } = setUp({});
  await expect(runGraph(graph, {}, options)).rejects.toMatchObject({
    code: "TKR_OUTPUT_MISSING",
    details: { port: "value" },
  });
});

it("refuses an output that the task does not declare", async () => {
  const { graph, options } = setUp({
    run: (_, { output }) => {
      output("value").setValue(1);
      output("valeu").setValue(1);
      return Promise.resolve({ status: "ok" });
    },
  });
  const fault = { code: "TKR_OUTPUT_INVALID", details: { port: "valeu" } };
  await expect(runGraph(graph, {}, options)).rejects.toMatchObject(fault);
});

it("starts nothing when the signal comes while the run is being opened", async () => {
  const abort = new AbortController();
  let started = 0;
  const { graph, options } = setUp({
    check: () => {
      abort.abort();
      return Promise.resolve();
    },
    run: () => {
      started++;
      return Promise.resolve({ status: "ok" });
    },
  });
  await expect(runGraph(graph, {}, { ...options, signal: abort.signal })).rejects.toMatchObject({
    code: "TKR_CANCELLED",
  });
  expect(started).toBe(0);
});

it("says that the storage is at fault when an attempt's folder can not be made", async () => {
  const { graph, directory, options } = setUp({
    run: async (_, { workspace }) => {
      const inTheWay = join(directory, toRunId(1), "-.N0");
      mkdirSync(dirname(inTheWay), { recursive: true });
      writeFileSync(inTheWay, "");
      await workspace();
      return { status: "ok" };
    },
  });
  await expect(runGraph(graph, {}, options)).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    details: { errno: "ENOTDIR" },
  });
});

it("says that the storage has vanished when it has", async () => {
  const { graph, directory, options } = setUp({
    run: async (_, { workspace }) => {
      await workspace();
      rmSync(directory, { recursive: true });
      return { status: "ok" };
    },
  });
  await expect(runGraph(graph, {}, options)).rejects.toMatchObject({ code: "TKR_STORAGE_FAILED" });
});

it("records nothing of an executor that ends well after its run was cancelled", async () => {
  const { graph, options } = setUp({
    run: async (_, context) => {
      await new Promise((resolve) => {
        context.signal.addEventListener("abort", resolve);
      });
      context.output("value").setValue(1);
      return { status: "ok" };
    },
  });
  const run = await startRun(graph, {}, options);
  await run.cancel();
  await expect(run.outputs).rejects.toMatchObject({ code: "TKR_CANCELLED" });
  const attempt = new RunKeys(run.id).attempt("-.N0", { epoch: 1, attempt: 1 });
  expect(await options.storage.stat(`${attempt}_done`)).toBeUndefined();
});

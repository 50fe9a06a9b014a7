import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readLoopTrace, readValues } from "@tierkreis/controller";
import { parseGraph, toRunId } from "@tierkreis/core";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, readOutputs, runGraph, startRun, type RunEvent } from "../src/index.ts";
import { CountedBuiltins, noPrograms } from "./support/executors.ts";
import { filesBelow } from "./support/files-below.ts";

const fixtures = join(import.meta.dirname, "fixtures", "python-runs");
const runId = toRunId(11);
const inputs = { start: 3, xs: [1, 2, 3], tag: Buffer.from("café") };
const answer = { total: 6, ys: [1, 2, 30], tag: "café" };
const countdown = [
  { n: 2, acc: 3 },
  { n: 1, acc: 5 },
  { n: 0, acc: 6 },
];
/** The tasks of `interrupted` that Python had finished. */
const finished = [
  "-.N5.L0.N3",
  "-.N5.L0.N4",
  "-.N5.L0.N6",
  "-.N7",
  "-.N8.M0.N2",
  "-.N8.M1.N2",
  "-.N8.M2.N2",
  "-.N10",
];
/** Those that were left. */
const left = [
  ...["-.N5.L1", "-.N5.L2"].flatMap((round) => [`${round}.N3`, `${round}.N4`, `${round}.N6`]),
  "-.N8.M2.N4",
  "-.N9",
];

/** A checkpoint that Tierkreis for Python 2.1.1 wrote, in a folder of its own. */
function pythonRun(name: "complete" | "interrupted") {
  const directory = temporaryFolder();
  const folder = join(directory, runId);
  cpSync(join(fixtures, name), folder, { recursive: true });
  const graph = parseGraph(readFileSync(join(folder, ".N-1", "outputs", "body")));
  const storage = new FileStorage({ directory });
  return { graph, folder, storage, options: { storage, runId, executor: noPrograms } };
}

it("reads the outputs of a run of Python's", async () => {
  const { graph, options } = pythonRun("complete");
  expect(await readOutputs(graph, options)).toEqual(answer);
});

it("reads the trace of a loop of Python's, whole or by port", async () => {
  const { graph, options } = pythonRun("complete");
  expect(await readLoopTrace(graph, options, "countdown")).toEqual(countdown);
  expect(await readLoopTrace(graph, options, "countdown", "acc")).toEqual([3, 5, 6]);
});

it("reads the iterations that have ended of a loop of Python's that has not", async () => {
  const { graph, options } = pythonRun("interrupted");
  expect(await readLoopTrace(graph, options, "countdown")).toEqual([]);
});

it("reads values inside a run of Python's", async () => {
  const { storage } = pythonRun("complete");
  expect(await readValues("-.N5.L1.N4", { storage, runId })).toEqual({ value: 5 });
  expect(await readValues("-.N8.M2.N4", { storage, runId })).toEqual({ value: 30 });
});

it("says that a run of Python's has not finished", async () => {
  const { graph, options } = pythonRun("interrupted");
  await expect(readOutputs(graph, options)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
});

it("goes on with a run of Python's and runs no task again that was finished", async () => {
  const { graph, options } = pythonRun("interrupted");
  const builtins = new CountedBuiltins();
  const run = await startRun<unknown, unknown>(graph, inputs, { ...options, builtins });
  const events: RunEvent[] = [];
  for await (const event of run.events) events.push(event);
  expect(await run.outputs).toEqual(answer);
  expect(builtins.ran.toSorted()).toEqual(left.toSorted());
  expect(events[0]).toMatchObject({ type: "runStarted", resumed: true });
  const reused = events.flatMap((event) =>
    event.type === "taskDone" && event.reused ? [event.location] : [],
  );
  expect(reused.toSorted()).toEqual(finished.toSorted());
  expect(await readOutputs(graph, options)).toEqual(answer);
  expect(await readLoopTrace(graph, options, "countdown")).toEqual(countdown);
});

it("goes on with built-in tasks as functions, which have no record and need none", async () => {
  const { graph, options } = pythonRun("interrupted");
  expect(await runGraph<unknown, unknown>(graph, inputs, options)).toEqual(answer);
  expect(await readOutputs(graph, options)).toEqual(answer);
});

it('completes Python\'s own tree with record: "all", and keeps what was there', async () => {
  const { graph, folder, options } = pythonRun("interrupted");
  const builtins = new CountedBuiltins();
  const run = { ...options, builtins, record: "all" } as const;
  expect(await runGraph<unknown, unknown>(graph, inputs, run)).toEqual(answer);
  expect(builtins.ran.toSorted()).toEqual(left.toSorted());
  const tree = filesBelow(join(fixtures, "complete"));
  const missing = [...tree.keys()].filter((path) => !existsSync(join(folder, path)));
  expect(missing).toEqual([]);
});

it("runs a complete run of Python's again without running anything", async () => {
  const { graph, options } = pythonRun("complete");
  const builtins = new CountedBuiltins();
  expect(await runGraph<unknown, unknown>(graph, inputs, { ...options, builtins })).toEqual(answer);
  expect(builtins.ran).toEqual([]);
});

it("runs a task of Python's again whose mark is gone, and only that", async () => {
  const { graph, folder, options } = pythonRun("complete");
  rmSync(join(folder, "-.N5.L2.N4", "_done"));
  const builtins = new CountedBuiltins();
  expect(await runGraph<unknown, unknown>(graph, inputs, { ...options, builtins })).toEqual(answer);
  expect(builtins.ran).toEqual(["-.N5.L2.N4"]);
});

it("refuses to go on with a run of Python's with other inputs, and names the one", async () => {
  const { graph, options } = pythonRun("interrupted");
  const started = runGraph<unknown, unknown>(graph, { ...inputs, start: 4 }, options);
  await expect(started).rejects.toMatchObject({
    code: "TKR_RUN_CHANGED",
    message: expect.stringContaining('its input "start" was another value'),
  });
});

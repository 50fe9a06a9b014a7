import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished, vi } from "vitest";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, readOutputs, runGraph, ShellExecutor, startRun, type RunEvent } from "../src/index.ts";
import { stepGraph, stepScript } from "./fixtures/steps.ts";

vi.setConfig({ testTimeout: 60_000 });

const runId = "00000000-0000-0000-0000-000000000069";
const start = "";

function setUp() {
  const registry = writeTree({ "step/main.sh": stepScript });
  const directory = temporaryFolder();
  const options = {
    storage: new FileStorage({ directory }),
    executor: new ShellExecutor({ registry }),
    runId,
  };
  const file = (name: string) => join(registry, "step", name);
  return {
    registry,
    directory,
    options,
    openGate: () => writeFileSync(file("gate"), ""),
    breakB: (broken: boolean) => (broken ? writeFileSync(file("break"), "") : rmSync(file("break"))),
    calls: () => (existsSync(file("calls")) ? readFileSync(file("calls"), "utf8").replaceAll("\n", "") : ""),
    waiting: () => (existsSync(file("pid")) ? Number(readFileSync(file("pid"), "utf8")) : 0),
  };
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("goes on after kill -9 of its controller and runs no task again that was done", async () => {
  const { registry, directory, options, openGate, calls, waiting } = setUp();
  const fixture = join(import.meta.dirname, "fixtures", "controller.ts");
  const args = ["--conditions=@tierkreis/source", fixture, directory, registry, runId];
  const controller = execa(process.execPath, args, { reject: false, stdin: "ignore" });
  await vi.waitUntil(() => waiting() > 0, { timeout: 20_000 });
  controller.kill("SIGKILL");
  expect((await controller).signal).toBe("SIGKILL");
  await vi.waitUntil(() => !isRunning(waiting()), { timeout: 20_000 });
  expect(calls()).toBe("abc");

  openGate();
  const run = await startRun(stepGraph(), { start }, options);
  const events: RunEvent[] = [];
  for await (const event of run.events) events.push(event);
  expect(await run.outputs).toBe("abcd");
  expect(calls()).toBe("abccd");
  expect(events[0]).toMatchObject({ type: "runStarted", run: runId, resumed: true });
  const started = events.flatMap((event) =>
    event.type === "taskStarted"
      ? [`${event.task}${event.attempt}${event.takenOver ? " taken over" : ""}`]
      : [],
  );
  expect(started).toEqual(["c1 taken over", "c2", "d1"]);
});

it("tells its first reader everything, from the first event on", async () => {
  const { options, openGate } = setUp();
  openGate();
  const run = await startRun(stepGraph("a", "b"), { start }, options);
  await run.outputs;
  const types = [];
  for await (const { type } of run.events) types.push(type);
  expect(types).toEqual(["runStarted", "taskStarted", "taskDone", "taskStarted", "taskDone", "runEnded"]);
});

it("runs nothing again when it is done, and everything with fresh", async () => {
  const { options, openGate, calls } = setUp();
  openGate();
  for (const expected of ["abcd", "abcd"]) {
    expect(await runGraph(stepGraph(), { start }, options)).toBe("abcd");
    expect(calls()).toBe(expected);
  }
  expect(await readOutputs(stepGraph(), options)).toBe("abcd");
  await runGraph(stepGraph(), { start }, { ...options, fresh: true });
  expect(calls()).toBe("abcdabcd");
});

it("keeps what is done when a task fails, and goes on from there", async () => {
  const { options, openGate, calls, breakB } = setUp();
  openGate();
  breakB(true);
  await expect(runGraph(stepGraph(), { start }, options)).rejects.toMatchObject({
    code: "TKR_TASK_FAILED",
    details: { worker: "step", task: "b", exitCode: 3, run: runId, attempt: 1 },
  });
  await expect(readOutputs(stepGraph(), options)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
  breakB(false);
  expect(await runGraph(stepGraph(), { start }, options)).toBe("abcd");
  expect(calls()).toBe("abbcd");
});

it("refuses to go on with another graph or other inputs, names the difference, and harms nothing", async () => {
  const { options, openGate, calls } = setUp();
  openGate();
  await runGraph(stepGraph(), { start }, options);
  const refused = { code: "TKR_RUN_CHANGED", details: { run: runId } };
  await expect(runGraph(stepGraph("a", "b", "d", "c"), { start }, options)).rejects.toMatchObject({
    ...refused,
    message: expect.stringMatching(/step\.c.*step\.d/),
  });
  await expect(runGraph(stepGraph(), { start: "x" }, options)).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining('"start"'),
  });
  expect(await runGraph(stepGraph(), { start }, options)).toBe("abcd");
  expect(calls()).toBe("abcd");
});

it.each([
  ["changed", (file: string) => writeFileSync(file, '"xbc"')],
  ["cut off", (file: string) => writeFileSync(file, "")],
  ["gone", (file: string) => rmSync(file)],
])("runs a task again, and says so, when its recorded output is %s", async (_, harm) => {
  const { directory, options, openGate, calls } = setUp();
  openGate();
  await runGraph(stepGraph(), { start }, options);
  // The last task's record is gone as after a crash, and the one before it is harmed.
  rmSync(join(directory, runId, "-.N4"), { recursive: true });
  harm(join(directory, runId, "-.N3", "attempts", "1.1", "outputs", "value"));
  const run = await startRun(stepGraph(), { start }, options);
  const warnings = [];
  for await (const event of run.events) if (event.type === "warning") warnings.push(event.message);
  expect(await run.outputs).toBe("abcd");
  expect(calls()).toBe("abcdcd");
  expect(warnings).toEqual([expect.stringMatching(/^-\.N3 runs again: its output "value" /)]);
});

it("keeps a run of programs on the disk where both are told to", async () => {
  const { registry, options, directory, openGate, calls } = setUp();
  openGate();
  const storage = new FileStorage({ directory: `${directory} synced`, fsync: true });
  onTestFinished(() => rmSync(`${directory} synced`, { recursive: true, force: true }));
  const executor = new ShellExecutor({ registry });
  expect(await runGraph(stepGraph(), { start }, { ...options, storage, executor, fsync: true })).toBe("abcd");
  expect(await runGraph(stepGraph(), { start }, { ...options, storage, executor, fsync: true })).toBe("abcd");
  expect(calls()).toBe("abcd");
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SqliteStorage } from "@tierkreis/storage-sqlite";
import { execa } from "execa";
import { expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import {
  bytes,
  defineTask,
  GraphBuilder,
  implement,
  InlineExecutor,
  MemoryStorage,
  MultipleExecutor,
  readOutputs,
  runGraph,
  ShellExecutor,
  startRun,
  UvExecutor,
  type RunHandle,
  type Storage,
} from "../src/index.ts";
import { stepGraph, stepScript } from "./fixtures/steps.ts";
import { exampleWorkers as registry, signingGraph } from "./signing-graph.ts";

vi.setConfig({ testTimeout: 120_000 });

const storages: readonly [name: string, make: () => Storage][] = [
  ["memory", () => new MemoryStorage()],
  ["sqlite", () => sqliteIn(temporaryFolder())],
];

function sqliteIn(folder: string): SqliteStorage {
  const storage = new SqliteStorage({ file: join(folder, "runs.sqlite") });
  onTestFinished(() => storage.close());
  return storage;
}

async function startedTasks(starting: Promise<RunHandle<unknown>>): Promise<string[]> {
  const run = await starting;
  const started = [];
  for await (const event of run.events)
    if (event.type === "taskStarted" && event.takenOver !== true) started.push(event.task);
  await run.outputs;
  return started;
}

it.each(storages)("signs and verifies over %s, and a second time without running a task", async (_, make) => {
  const executor = new MultipleExecutor(
    new UvExecutor({ registry }),
    { shell: new ShellExecutor({ registry }) },
    { openssl_worker: "shell" },
  );
  const options = { storage: make(), executor, runId: 105 };
  const outputs = await runGraph(signingGraph(), {}, options);
  expect(outputs).toEqual({ verified: true, signature: expect.stringMatching(/^[0-9a-f]{512}$/) });
  expect(await readOutputs(signingGraph(), options)).toEqual(outputs);
  expect(await startedTasks(startRun(signingGraph(), {}, options))).toEqual([]);
});

it.each(storages)("carries a value of 20 MB through a program and a function over %s", async (_, make) => {
  const folder = writeTree({ "copy/main.sh": `cat "$input_data_file" > "$output_value_file"` });
  const data = bytes();
  const copy = defineTask({ worker: "copy", name: "copy", inputs: { data }, outputs: bytes() });
  const count = defineTask({ worker: "inline", name: "count", inputs: { data }, outputs: z.int() });
  const inline = new InlineExecutor({ tasks: [implement(count, (inputs) => inputs.data.length)] });
  const g = new GraphBuilder({ inputs: { data }, outputs: { size: z.int(), copied: bytes() } });
  const copied = g.task(copy({ data: g.inputs.data }));
  g.outputs({ size: g.task(count({ data: copied })), copied });
  const executor = new MultipleExecutor(
    new ShellExecutor({ registry: folder }),
    { inline },
    { inline: "inline" },
  );
  const large = new Uint8Array(20_000_000).fill(7);
  const storage = make();
  const outputs = await runGraph(g, { data: large }, { storage, executor });
  expect(outputs.size).toBe(20_000_000);
  expect(Buffer.compare(outputs.copied, large)).toBe(0);
});

it("goes on over sqlite after kill -9 of its controller, and runs no task again that was done", async () => {
  const steps = writeTree({ "step/main.sh": stepScript });
  const folder = temporaryFolder();
  const file = (name: string) => join(steps, "step", name);
  const program = join(import.meta.dirname, "fixtures", "sqlite-controller.ts");
  const args = ["--conditions=@tierkreis/source", program, join(folder, "runs.sqlite"), steps, "7"];
  const controller = execa(process.execPath, args, { reject: false, stdin: "ignore" });
  await vi.waitUntil(() => existsSync(file("pid")), { timeout: 60_000 });

  const options = { storage: sqliteIn(folder), executor: new ShellExecutor({ registry: steps }), runId: 7 };
  await expect(runGraph(stepGraph(), { start: "" }, options)).rejects.toMatchObject({
    code: "TKR_RUN_LOCKED",
  });
  controller.kill("SIGKILL");
  await controller;
  writeFileSync(file("gate"), "");
  expect(await startedTasks(startRun(stepGraph(), { start: "" }, options))).toEqual(["c", "d"]);
  expect(readFileSync(file("calls"), "utf8").replaceAll("\n", "")).toBe("abccd");
  expect(await readOutputs(stepGraph(), options)).toBe("abcd");
});

it("keeps many runs in one SQLite file at once", async () => {
  const g = new GraphBuilder({ inputs: { n: z.int() }, outputs: z.int() });
  const double = defineTask({ worker: "inline", name: "double", inputs: { n: z.int() }, outputs: z.int() });
  g.outputs(g.task(double({ n: g.task(double({ n: g.inputs.n })) })));
  const executor = new InlineExecutor({ tasks: [implement(double, ({ n }) => 2 * n)] });
  const folder = temporaryFolder();
  const [one, other] = [sqliteIn(folder), sqliteIn(folder)];
  const run = (n: number) => runGraph(g, { n }, { storage: n % 2 === 0 ? one : other, executor, runId: n });
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  expect(await Promise.all(numbers.map(run))).toEqual(numbers.map((n) => 4 * n));
  for (const n of numbers) expect(await readOutputs(g, { storage: one, runId: n })).toBe(4 * n);
});

// Every executor on every storage.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunKeys, TierkreisError, toRunId } from "@tierkreis/core";
import { MemoryStorage } from "@tierkreis/storage-memory";
import { SqliteStorage } from "@tierkreis/storage-sqlite";
import { expect, it, onTestFinished, vi } from "vitest";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import {
  FileStorage,
  MultipleExecutor,
  runGraph,
  ShellExecutor,
  startRun,
  TaskExecutor,
  UvExecutor,
  type Executor,
  type RunEvent,
  type Storage,
} from "../src/index.ts";
import { exampleWorkers, signingGraph } from "./signing-graph.ts";
import { BIG, bigGraph, bigWorkers, kinds } from "./support/big-tasks.ts";
import { watchMemory } from "./support/watch-memory.ts";

const MB = 1_000_000;

const storages: Readonly<Record<string, () => Storage>> = {
  fs: () => new FileStorage({ directory: temporaryFolder("checkpoints-") }),
  memory: () => new MemoryStorage(),
  sqlite: () => new SqliteStorage({ file: join(temporaryFolder("sqlite-"), "runs.sqlite") }),
};

/** Storages, each with every one of the executors. */
function matrix<T>(executors: Readonly<Record<string, T>>): [storage: string, executor: string][] {
  return Object.keys(storages).flatMap((storage) =>
    Object.keys(executors).map((executor): [string, string] => [storage, executor]),
  );
}

function open(name: string): Storage {
  const storage = (storages[name] as () => Storage)();
  onTestFinished(() => storage.close());
  return storage;
}

/** Everything temporary of the test lies here. */
function ownTemporaryFolder(): string {
  const folder = temporaryFolder("tmp-");
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

function expectNoWorkspaces(folder: string): void {
  const names = readdirSync(folder).filter((name) => name.startsWith("tierkreis-"));
  expect(names.flatMap((name) => readdirSync(join(folder, name)))).toEqual([]);
}

/** Those that have the big value whole in memory come last: memory that was used is not given back to the system. */
const bigValues = matrix(kinds)
  .map(([storage, executor]) => ({ storage, executor, whole: storage === "memory" || executor === "inline" }))
  .sort((a, b) => Number(a.whole) - Number(b.whole));

it.each(bigValues)(
  "passes a big value on, fails, and goes on: $storage, $executor",
  { timeout: 60_000 },
  async (names) => {
    const temporary = ownTemporaryFolder();
    const storage = open(names.storage);
    const kind = kinds[names.executor]!;
    const cured = join(temporaryFolder("cured-"), "cured");
    const executor = kind.make(bigWorkers(), cured);
    const graph = bigGraph(kind.programs);

    const memory = watchMemory();
    const error: unknown = await runGraph(graph, {}, { storage, executor, runId: 1 }).catch(
      (e: unknown) => e,
    );
    const grown = memory.grown();
    expect(grown).toBeLessThan(names.whole ? 5 * BIG : 150 * MB);

    const task = kind.programs.includes("check")
      ? { worker: "big_check", task: "run" }
      : { worker: "big", task: "check" };
    expect(error).toMatchObject({ code: "TKR_TASK_FAILED", details: { location: "-.N4", ...task } });
    expect(await wholeLog(error, storage)).toContain("not today");
    expect(String(error)).toContain("not today");

    writeFileSync(cured, "");
    const run = await startRun(graph, {}, { storage, executor, runId: 1 });
    const events: RunEvent[] = [];
    for await (const event of run.events) events.push(event);
    expect(new TextDecoder().decode(await run.outputs)).toBe(String(BIG));
    expect(events.filter(({ type }) => type === "taskStarted")).toMatchObject([
      { location: "-.N4", attempt: 2 },
    ]);
    const passed = new RunKeys(toRunId(1)).attempt("-.N2", { epoch: 1, attempt: 1 });
    expect(await storage.stat(`${passed}outputs/value`)).toEqual({ size: BIG });
    expectNoWorkspaces(temporary);
  },
);

/** All of the failed task's log, from where the error says that it lies. */
async function wholeLog(error: unknown, storage: Storage): Promise<string> {
  const log = TierkreisError.isInstance(error) ? (error.details.log ?? "") : "";
  if (storage.capabilities.localFiles) return readFileSync(log, "utf8");
  expect(log).toContain(`${storage.name} `);
  return new TextDecoder().decode(await storage.read(log.slice(storage.name.length + 1)));
}

const registry = exampleWorkers;
const signers: Readonly<Record<string, () => Executor>> = {
  "by worker": () =>
    new MultipleExecutor(
      new UvExecutor({ registry }),
      { shell: new ShellExecutor({ registry }) },
      { openssl_worker: "shell" },
    ),
  "by task": () =>
    new TaskExecutor({
      "openssl_worker.*": new ShellExecutor({ registry }),
      "auth_*.*": new UvExecutor({ registry }),
    }),
};

it.each(matrix(signers))("runs the signing graph: %s, %s", { timeout: 60_000 }, async (name, executor) => {
  const temporary = ownTemporaryFolder();
  const storage = open(name);
  const options = { storage, executor: (signers[executor] as () => Executor)(), runId: 105 };
  expect(await runGraph(signingGraph(), {}, options)).toMatchObject({ verified: true });
  expectNoWorkspaces(temporary);
});

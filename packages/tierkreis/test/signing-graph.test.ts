import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import {
  FileStorage,
  MultipleExecutor,
  readOutputs,
  runGraph,
  ShellExecutor,
  startRun,
  UvExecutor,
  type Executor,
  type RunEvent,
  type Storage,
} from "../src/index.ts";
import { ElsewhereExecutor } from "./fixtures/elsewhere-executor.ts";
import { createSlowMapStorage } from "./fixtures/slow-map-storage.ts";
import { exampleWorkers, signingGraph } from "./signing-graph.ts";

const registry = exampleWorkers;
const signature = /^[0-9a-f]{512}$/;

function withShell(shell: Executor): Executor {
  return new MultipleExecutor(new UvExecutor({ registry }), { shell }, { openssl_worker: "shell" });
}

const parts: readonly [name: string, storage: () => Storage, shell: () => Executor][] = [
  ["the storage and executors of this repository", localFiles, () => new ShellExecutor({ registry })],
  ["somebody else's storage", createSlowMapStorage, () => new ShellExecutor({ registry })],
  [
    "somebody else's executor",
    localFiles,
    () => new ElsewhereExecutor(registry, temporaryFolder("elsewhere-")),
  ],
  [
    "somebody else's storage and executor",
    createSlowMapStorage,
    () => new ElsewhereExecutor(registry, temporaryFolder("elsewhere-")),
  ],
];

/** The tutorial's script does not quote: its files must have names without spaces. */
function localFiles(): Storage {
  return new FileStorage({ directory: temporaryFolder("checkpoints-") });
}

it.each(parts)(
  "runs with %s, and a second time without running a task",
  { timeout: 120_000 },
  async (_, makeStorage, makeShell) => {
    const storage = makeStorage();
    const executor = withShell(makeShell());
    const outputs = await runGraph(signingGraph(), {}, { storage, executor, runId: 105 });
    expect(outputs).toEqual({ verified: true, signature: expect.stringMatching(signature) });
    expect(await readOutputs(signingGraph(), { storage, runId: 105 })).toEqual(outputs);

    const again = await startRun(signingGraph(), {}, { storage, executor, runId: 105 });
    const events: RunEvent[] = [];
    for await (const event of again.events) events.push(event);
    expect(await again.outputs).toEqual(outputs);
    // What the outputs need is recorded, so nothing asks for the key pair.
    const done = events.flatMap((event) => (event.type === "taskDone" ? [event] : []));
    expect(done.map(({ task, reused }) => [task, reused]).sort()).toEqual([
      ["sign", true],
      ["verify", true],
    ]);
    expect(events.filter((event) => event.type === "taskStarted")).toEqual([]);
  },
);

it.each(["slow-map-storage.ts", "elsewhere-executor.ts"])(
  "needs at most 100 lines and public names for %s",
  (name) => {
    const lines = readFileSync(join(import.meta.dirname, "fixtures", name), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.length).toBeLessThanOrEqual(100);
    const imports = lines.flatMap((line) => /from "([^"]+)"/.exec(line)?.[1] ?? []);
    expect(imports.filter((from) => !from.startsWith("node:") && from !== "@tierkreis/core")).toEqual([]);
  },
);

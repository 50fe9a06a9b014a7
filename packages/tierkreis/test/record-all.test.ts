import { join } from "node:path";
import {
  TierkreisError,
  toRunId,
  type Executor,
  type PureTask,
  type TaskCall,
  type TaskContext,
} from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { defineTask, FileStorage, GraphBuilder, runGraph, ShellExecutor } from "../src/index.ts";
import { stepGraph, stepScript } from "./fixtures/steps.ts";
import { everyKind } from "./support/every-kind.ts";
import { CountedBuiltins, noPrograms } from "./support/executors.ts";
import { filesBelow } from "./support/files-below.ts";
import { watchedStorage } from "./support/watched-storage.ts";

const runId = toRunId(1);
const { graph, inputs } = everyKind();
const all = { executor: noPrograms, runId, record: "all" } as const;

/** The keys that are Python's. */
function treeOf(keys: Iterable<string>): readonly string[] {
  return [...keys].filter((key) => !/\/(?:attempts|control|ended|heartbeat|lock|loops)\//.test(key)).sort();
}

/** Python's tree of the graph, where nobody disturbed its run. */
async function wholeTree(builtins: Executor): Promise<readonly string[]> {
  const { storage, values } = watchedStorage();
  await runGraph<unknown, unknown>(graph, inputs, { ...all, storage, builtins });
  return treeOf(values.keys());
}

/** Ends its run at a task. */
class Stopping extends CountedBuiltins {
  readonly stop = new AbortController();
  readonly #after: number;

  constructor(after: number) {
    super();
    this.#after = after;
  }

  override async run(call: TaskCall, context: TaskContext) {
    if (this.ran.length === this.#after) this.stop.abort();
    return super.run(call, context);
  }
}

it("writes nothing of it unless asked", async () => {
  const { storage, values } = watchedStorage();
  const g = new GraphBuilder({ inputs: { x: z.int() }, outputs: z.int() });
  const add = defineTask({
    worker: "builtins",
    name: "iadd",
    inputs: { a: z.int(), b: z.int() },
    outputs: z.int(),
  });
  g.outputs(g.task(add({ a: g.inputs.x, b: 1 })));
  await runGraph(g, { x: 1 }, { storage, executor: noPrograms, runId });
  const kept = treeOf(values.keys()).filter((key) => key.includes("/-."));
  expect(kept).toEqual([`${runId}/-.N2/outputs/value`]);
});

it("does not write on what is behind when the run is cancelled", async () => {
  const { storage, values } = watchedStorage();
  const stop = new AbortController();
  const create = async (key: string, value: Uint8Array) => {
    if (key.endsWith("/nodedef")) stop.abort();
    return storage.create(key, value);
  };
  const builtins = new CountedBuiltins();
  const run = runGraph<unknown, unknown>(graph, inputs, {
    ...all,
    storage: { ...storage, create },
    builtins,
    signal: stop.signal,
  });
  await expect(run).rejects.toMatchObject({ code: "TKR_CANCELLED" });
  expect([...values.keys()].filter((key) => key.endsWith("/nodedef"))).toHaveLength(1);
  await runGraph<unknown, unknown>(graph, inputs, { ...all, storage, builtins });
  expect(treeOf(values.keys())).toEqual(await wholeTree(new CountedBuiltins()));
});

it("writes the same on a storage without files, for tasks that are recorded too", async () => {
  const { storage, values } = watchedStorage();
  await runGraph<unknown, unknown>(graph, inputs, { ...all, storage });
  expect(treeOf(values.keys())).toEqual(await wholeTree(new CountedBuiltins()));
  const directory = temporaryFolder();
  await runGraph<unknown, unknown>(graph, inputs, { ...all, storage: new FileStorage({ directory }) });
  expect(treeOf(filesBelow(directory).keys())).toEqual(treeOf(values.keys()));
});

it.each([1, 5, 12, 20])(
  "leaves the whole tree when it is gone on with, stopped after %i tasks",
  async (after) => {
    const { storage, values } = watchedStorage();
    const first = new Stopping(after);
    const begun = runGraph<unknown, unknown>(graph, inputs, {
      ...all,
      storage,
      builtins: first,
      signal: first.stop.signal,
      concurrency: 1,
    });
    await expect(begun).rejects.toMatchObject({ code: "TKR_CANCELLED" });
    const second = new CountedBuiltins();
    await runGraph<unknown, unknown>(graph, inputs, { ...all, storage, builtins: second });
    expect(treeOf(values.keys())).toEqual(await wholeTree(new CountedBuiltins()));
    // The task that was under way is tried again; those before it are done.
    expect(first.ran.slice(0, after).filter((location) => second.ran.includes(location))).toEqual([]);
  },
);

it("completes the tree of a run that was there, and runs nothing for it", async () => {
  const { storage, values } = watchedStorage();
  const builtins = new CountedBuiltins();
  const options = { ...all, storage, builtins };
  const outputs = await runGraph<unknown, unknown>(graph, inputs, { ...options, record: "tasks" });
  const ran = builtins.ran.length;
  expect(await runGraph<unknown, unknown>(graph, inputs, options)).toEqual(outputs);
  expect(builtins.ran).toHaveLength(ran);
  expect(treeOf(values.keys())).toEqual(await wholeTree(new CountedBuiltins()));
});

it("stops the run when it can not be written, and goes on when it can", async () => {
  const { storage } = watchedStorage();
  let full = true;
  const create: typeof storage.create = async (key, value) => {
    if (full && key.endsWith("-.N4/nodedef"))
      throw new TierkreisError("TKR_STORAGE_FAILED", "The disk is full.");
    return storage.create(key, value);
  };
  const options = { ...all, storage: { ...storage, create } };
  const broken = runGraph<unknown, unknown>(graph, inputs, options);
  await expect(broken).rejects.toMatchObject({ code: "TKR_STORAGE_FAILED" });
  full = false;
  expect(await runGraph<unknown, unknown>(graph, inputs, options)).toMatchObject({ eager: 3 });
});

it("makes a run wait that is too far ahead of what is written", async () => {
  const { storage } = watchedStorage();
  let ahead = 0;
  let most = 0;
  const countUp: PureTask = ({ n = 0 }) => {
    most = Math.max(most, ++ahead);
    return { n: Number(n) + 1, should_continue: Number(n) < 20_000 };
  };
  const create: typeof storage.create = async (key, value) => {
    if (/\.L\d+\.N1\/nodedef$/.test(key)) ahead--;
    return storage.create(key, value);
  };
  const executor = { ...noPrograms, pure: () => countUp };
  const body = {
    nodes: [
      { type: "input", name: "n" },
      { type: "function", function_name: "w.countUp", inputs: { n: [0, "n"] } },
      { type: "output", inputs: { n: [1, "n"], should_continue: [1, "should_continue"] } },
    ],
    graph_output_idx: 2,
  };
  const loop = {
    type: "loop",
    body: [0, "value"],
    inputs: { n: [1, "value"] },
    continue_port: "should_continue",
  };
  const document = {
    nodes: [
      { type: "const", value: body },
      { type: "const", value: 0 },
      loop,
      { type: "output", inputs: { value: [2, "n"] } },
    ],
    graph_output_idx: 3,
  };
  const run = runGraph<unknown, unknown>(
    document as never,
    {},
    { ...all, executor, storage: { ...storage, create } },
  );
  expect(await run).toBe(20_001);
  expect(ahead).toBe(0);
  expect(most).toBeLessThan(5000);
}, 60_000);

it("leaves what programs read as it was", async () => {
  const registry = writeTree({ "step/main.sh": stepScript, "step/gate": "" });
  const directory = temporaryFolder();
  const options = {
    ...all,
    storage: new FileStorage({ directory }),
    executor: new ShellExecutor({ registry }),
  };
  expect(await runGraph(stepGraph(), { start: "" }, options)).toBe("abcd");
  expect(await runGraph(stepGraph(), { start: "" }, options)).toBe("abcd");
  const files = filesBelow(join(directory, runId));
  expect(files.get("-.N3/outputs/value")?.toString()).toBe('"abc"');
  expect(files.get("-.N3/definition")?.toString()).toContain('"function_name":"c"');
});

it("knows two words for what to record", async () => {
  const { storage } = watchedStorage();
  const run = runGraph<unknown, unknown>(graph, inputs, { ...all, storage, record: "some" as never });
  await expect(run).rejects.toThrow('Expected the `record` option to be "tasks" or "all", got "some".');
});

import { existsSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import {
  bytes,
  defineTask,
  FileStorage,
  GraphBuilder,
  runGraph,
  script,
  ShellExecutor,
  startRun,
  StdInOutExecutor,
  type TierkreisError,
  UvExecutor,
  type Executor,
} from "../src/index.ts";
import { exampleWorkers } from "./signing-graph.ts";

const workers = {
  "empty/readme": "",
  "fails/main.sh": "echo last words; exit 3\n",
  "killed/main.sh": "kill -9 $$\n",
  "silent/main.sh": "true\n",
  "folder/main.sh": 'mkdir "$output_value_file"\n',
  "mistyped/main.sh": `printf '"three"' > "$output_value_file"\n`,
  "noisy/main.sh": 'echo more >> "$input_text_file"; printf 1 > "$output_value_file"\n',
  "reads/main.sh": 'wc -c < "$input_text_file" > "$output_value_file"\n',
  "waits/main.sh":
    'while ! [ -e "$worker_dir/gate" ]; do sleep 0.05; done; printf 1 > "$output_value_file"\n',
};

function setUp() {
  const registry = writeTree(workers);
  const directory = join(temporaryFolder(), "checkpoints");
  return {
    registry,
    directory,
    storage: new FileStorage({ directory }),
    executor: new ShellExecutor({ registry }),
  };
}

/** One task without inputs, and its number. */
function one(worker: string, name = "run") {
  const g = new GraphBuilder({ outputs: z.number() });
  g.outputs(g.task(defineTask({ worker, name, inputs: {}, outputs: z.number() })({})));
  return g;
}

it.each<[string, (registry: string) => Executor, string, string]>([
  ["the shell", (registry) => new ShellExecutor({ registry }), "nobody", "TKR_WORKER_UNKNOWN"],
  ["uv", (registry) => new UvExecutor({ registry }), "nobody", "TKR_WORKER_UNKNOWN"],
  [
    "the shell, whose main.sh is missing",
    (registry) => new ShellExecutor({ registry }),
    "empty",
    "TKR_WORKER_INVALID",
  ],
  ["uv, whose main.py is missing", (registry) => new UvExecutor({ registry }), "empty", "TKR_WORKER_INVALID"],
  [
    "the shell, a link out of the registry",
    (registry) => new ShellExecutor({ registry }),
    "outside",
    "TKR_WORKER_INVALID",
  ],
  [
    "standard input and output, with no input",
    (registry) => new StdInOutExecutor({ registry }),
    "fails",
    "TKR_PORT_COUNT",
  ],
])("writes nothing at all for a worker of %s", async (_, make, worker, code) => {
  const { registry, directory, storage } = setUp();
  const outside = writeTree({ "main.sh": "true" });
  symlinkSync(outside, join(registry, "outside"));
  const run = runGraph(one(worker), {}, { storage, executor: make(registry) });
  await expect(run).rejects.toMatchObject({
    code,
    message: expect.stringContaining(worker),
    details: { worker },
  });
  expect(existsSync(directory)).toBe(false);
});

it("writes nothing at all for a script that is nowhere", async () => {
  const { registry, directory, storage } = setUp();
  const g = new GraphBuilder({ outputs: bytes() });
  g.outputs(g.task(script("no-such-program", g.const(new Uint8Array()))));
  const run = runGraph(g, {}, { storage, executor: new StdInOutExecutor({ registry }) });
  await expect(run).rejects.toMatchObject({
    code: "TKR_WORKER_UNKNOWN",
    details: { worker: "no-such-program" },
  });
  expect(existsSync(directory)).toBe(false);
});

it.each(["../x", "a/b", "..", ".", "", "a\\b", "a\nb"])(
  "refuses a worker named %j in code and in a document",
  async (worker) => {
    expect(() => defineTask({ worker, name: "run", inputs: {}, outputs: z.number() })).toThrow(
      expect.objectContaining({ code: "TKR_WORKER_NAME" }),
    );
    const { directory, storage, executor } = setUp();
    const document = structuredClone(one("fails").getData());
    const [node] = document.nodes;
    if (node?.type === "function") node.function_name = `${worker}.run`;
    await expect(runGraph(document, {}, { storage, executor })).rejects.toMatchObject({
      code: "TKR_GRAPH_INVALID",
      message: expect.stringContaining("node 0: "),
      details: { node: 0 },
    });
    expect(existsSync(directory)).toBe(false);
  },
);

it("refuses a port that no shell variable can be named after, before anything is written", async () => {
  const { directory, storage, executor } = setUp();
  const g = new GraphBuilder({ outputs: z.number() });
  const task = defineTask({
    worker: "fails",
    name: "run",
    inputs: {},
    outputs: { "not-a-variable": z.number() },
  });
  g.outputs(g.task(task({}))["not-a-variable"]);
  await expect(runGraph(g, {}, { storage, executor })).rejects.toMatchObject({
    code: "TKR_PORT_NAME",
    details: { port: "not-a-variable", worker: "fails" },
  });
  expect(existsSync(directory)).toBe(false);
});

it.each<[string, string, object]>([
  ["fails", "TKR_TASK_FAILED", { exitCode: 3, logTail: "last words" }],
  ["killed", "TKR_TASK_FAILED", { signal: "SIGKILL" }],
  ["silent", "TKR_OUTPUT_MISSING", { port: "value" }],
  ["folder", "TKR_OUTPUT_INVALID", { port: "value" }],
  ["mistyped", "TKR_VALUE_TYPE", { port: "value" }],
])("names place, worker, task and cause for the worker %s", async (worker, code, details) => {
  const { storage, executor } = setUp();
  const run = runGraph(one(worker, "go"), {}, { storage, executor, runId: 1 });
  await expect(run).rejects.toMatchObject({
    code,
    message: expect.stringContaining(`Task ${worker}.go at -.N0 failed in attempt 1: `),
    details: {
      worker,
      task: "go",
      location: "-.N0",
      attempt: 1,
      run: "00000000-0000-0000-0000-000000000001",
      ...details,
    },
  });
});

it("shows a Python worker's own words for a task that it does not have", { timeout: 60_000 }, async () => {
  const { storage } = setUp();
  const run = runGraph(
    one("auth_worker", "nope"),
    {},
    { storage, executor: new UvExecutor({ registry: exampleWorkers }) },
  );
  await expect(run).rejects.toMatchObject({
    code: "TKR_TASK_FAILED",
    details: { worker: "auth_worker", task: "nope", logTail: expect.stringContaining("has no task 'nope'") },
  });
});

it("fails a task that writes to its input, and gives the others the right value", async () => {
  const { registry, storage, executor } = setUp();
  const noisy = defineTask({
    worker: "noisy",
    name: "run",
    inputs: { text: z.string() },
    outputs: z.number(),
  });
  const reads = defineTask({
    worker: "reads",
    name: "run",
    inputs: { text: z.string() },
    outputs: z.number(),
  });
  const g = new GraphBuilder({
    inputs: { text: z.string() },
    outputs: { first: z.number(), second: z.number() },
  });
  const first = g.task(noisy({ text: g.inputs.text }));
  g.outputs({ first, second: g.task(reads({ text: g.inputs.text })) });
  const options = { storage, executor, runId: 2, concurrency: 1 };
  await expect(runGraph(g, { text: "four" }, options)).rejects.toMatchObject({
    code: "TKR_INPUT_CHANGED",
    details: { worker: "noisy", port: "text" },
  });
  writeFileSync(join(registry, "noisy", "main.sh"), 'printf 0 > "$output_value_file"');
  expect(await runGraph(g, { text: "four" }, options)).toEqual({ first: 0, second: '"four"'.length });
});

it.each<[string, object]>([
  ["unknown node type", { nodes: [{ type: "magic" }], graph_output_idx: 0 }],
  ["does not exist", { nodes: [{ type: "output", inputs: { value: [7, "value"] } }], graph_output_idx: 0 }],
  ["no output node", { nodes: [{ type: "const", value: 1 }] }],
])("refuses a graph document with its problem named: %s", async (words, document) => {
  const { directory, storage, executor } = setUp();
  const run = runGraph(document as ReturnType<ReturnType<typeof one>["getData"]>, {}, { storage, executor });
  await expect(run).rejects.toMatchObject({
    code: "TKR_GRAPH_INVALID",
    message: expect.stringContaining(words),
  });
  expect(existsSync(directory)).toBe(false);
});

it("says which path can not be written", async () => {
  const { registry, executor } = setUp();
  const storage = new FileStorage({ directory: join(registry, "silent", "main.sh", "inside") });
  await expect(runGraph(one("silent"), {}, { storage, executor })).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(join("silent", "main.sh", "inside")),
    details: { errno: "ENOTDIR" },
  });
});

it("refuses a run that somebody else is running, and leaves it alone", async () => {
  const { registry, directory, storage, executor } = setUp();
  const run = await startRun(one("waits"), {}, { storage, executor, runId: 3 });
  for (const fresh of [false, true]) {
    const other = { storage: new FileStorage({ directory }), executor, runId: 3, fresh };
    await expect(runGraph(one("waits"), {}, other)).rejects.toMatchObject({
      code: "TKR_RUN_LOCKED",
      message: expect.stringContaining(String(process.pid)),
      details: { run: run.id },
    });
  }
  writeFileSync(join(registry, "waits", "gate"), "");
  expect(await run.outputs).toBe(1);
  expect(readdirSync(join(directory, run.id, "lock"))).toEqual(["1"]);
});

it("names the map and its input for a value that is no list", async () => {
  const body = new GraphBuilder({ inputs: { x: z.number() }, outputs: z.number() });
  body.outputs(body.inputs.x);
  const g = new GraphBuilder({ inputs: { xs: z.array(z.number()) }, outputs: z.array(z.number()) });
  g.outputs(g.map(body, { x: g.inputs.xs }));
  const undeclared = { ...g.getData(), interface: undefined, types: undefined };
  const { storage, executor } = setUp();
  await expect(runGraph(undeclared as never, { xs: 3 }, { storage, executor })).rejects.toMatchObject({
    code: "TKR_VALUE_TYPE",
    message: 'the map at -.N3 failed: its input "x" is 3, not a list',
    details: { location: "-.N3", port: "x" },
  });
});

it("leaves out the middle of a deep place in messages, not in details", async () => {
  let document: object = { nodes: [], graph_output_idx: 0 };
  for (let depth = 0; depth < 1000; depth++)
    document = {
      nodes: [
        { type: "const", value: document },
        { type: "eval", graph: [0, "value"] },
        { type: "output", inputs: { value: [1, "value"] } },
      ],
      graph_output_idx: 2,
    };
  const { storage, executor } = setUp();
  const error: unknown = await runGraph(document as never, {}, { storage, executor }).catch(
    (thrown: unknown) => thrown,
  );
  const { message, details } = error as TierkreisError;
  expect(message).toContain(`At -${".N1.body".repeat(5)}.(1981 more).body${".N1.body".repeat(4)}.N0`);
  expect(details.location).toMatch(new RegExp(`^-${"\\.N1\\.body".repeat(1000)}`));
});

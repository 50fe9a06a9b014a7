import { builtinsExecutor } from "@tierkreis/builtins";
import { TierkreisError, type TaskCall, type TaskContext, type Value } from "@tierkreis/core";
import { expect, it } from "vitest";

const executor = builtinsExecutor();

/** The outputs of a task and how it ended. */
async function run(task: string, inputs: Readonly<Record<string, Value>>, options: RunOptions = {}) {
  const outputs: Record<string, Value> = {};
  const call: TaskCall = {
    worker: "builtins",
    task,
    inputs: Object.keys(inputs),
    outputs: options.outputs ?? ["value"],
    types: { inputs: {}, outputs: {} },
  };
  const context = {
    run: "r",
    location: "-.N1",
    attempt: 1,
    signal: options.signal ?? new AbortController().signal,
    log: () => {},
    input: (port: string) => ({
      value: async () => inputs[port] as Value,
      bytes: async () => options.bytes ?? new Uint8Array(),
    }),
    output: (port: string) => ({
      setValue: (value: Value) => {
        outputs[port] = value;
      },
      setBytes: () => {},
    }),
    workspace: async () => expect.unreachable(),
    saveHandle: async () => {},
  } satisfies TaskContext;
  const end = await (options.executor ?? executor).run(call, context);
  return { end, outputs };
}

interface RunOptions {
  readonly outputs?: readonly string[];
  readonly signal?: AbortSignal;
  readonly bytes?: Uint8Array;
  readonly executor?: ReturnType<typeof builtinsExecutor>;
}

const site = (task: string, inputs: readonly string[], outputs: readonly string[] = ["value"]) => ({
  worker: "builtins",
  task,
  inputs,
  outputs,
  types: { inputs: {}, outputs: {} },
  location: "-.N1",
});

it("runs a pure task on the values of its ports", async () => {
  expect(await run("iadd", { a: 1, b: 2 })).toEqual({ end: { status: "ok" }, outputs: { value: 3 } });
});

it("sets the outputs that are asked for", async () => {
  const { outputs } = await run("head", { v: [1, 2] }, { outputs: ["rest"] });
  expect(outputs).toEqual({ rest: [2] });
});

it("reads bytes as they are stored", async () => {
  const { outputs } = await run("tkr_decode", { value_bytes: 12 }, { bytes: Buffer.from(" 12") });
  expect(outputs).toEqual({ value: " 12" });
});

it("ends with the task's error", async () => {
  const { end } = await run("divide", { a: 1, b: 0 });
  expect(end).toMatchObject({ status: "error", error: { code: "TKR_TASK_FAILED", details: { port: "b" } } });
});

it("ends with an error for an unknown task, and for an output that the task does not have", async () => {
  expect((await run("iad", {})).end).toMatchObject({ status: "error", error: { code: "TKR_TASK_UNKNOWN" } });
  const { end } = await run("iadd", { a: 1, b: 2 }, { outputs: ["sum"] });
  expect(end).toMatchObject({ status: "error", error: { code: "TKR_OUTPUT_MISSING" } });
});

it("computes all but rand_int and tkr_sleep in place, each always by the same function", () => {
  expect(executor.pure?.("builtins", "iadd")).toBe(executor.pure?.("builtins", "iadd"));
  expect(executor.pure?.("builtins", "pow")).toBeTypeOf("function");
  expect(executor.pure?.("builtins", "rand_int")).toBeUndefined();
  expect(executor.pure?.("builtins", "tkr_sleep")).toBeUndefined();
  expect(executor.pure?.("builtins", "nothing")).toBeUndefined();
  expect(executor.pure?.("builtins", "toString")).toBeUndefined();
  expect(executor.pure?.("others", "iadd")).toBeUndefined();
});

it("gives random integers from a to b, of any size", async () => {
  const drawn = new Set<Value | undefined>();
  for (let turn = 0; turn < 200; turn++) drawn.add((await run("rand_int", { a: -1, b: 2 })).outputs["value"]);
  expect(drawn).toEqual(new Set([-1, 0, 1, 2]));
  expect((await run("rand_int", { a: 5, b: 5 })).outputs).toEqual({ value: 5 });
  const { outputs } = await run("rand_int", { a: 10n ** 30n, b: 10n ** 30n + 9n });
  expect((outputs["value"] as bigint) / 10n).toBe(10n ** 29n);
});

it("throws random bits away that are too large, and draws again", async () => {
  const drawn = [[7], [6], [3]].map((bytes) => Uint8Array.from(bytes));
  const own = builtinsExecutor({ randomBytes: () => drawn.shift() ?? new Uint8Array(1) });
  expect((await run("rand_int", { a: 10, b: 15 }, { executor: own })).outputs).toEqual({ value: 13 });
});

it.each([
  [{ a: 2, b: 1 }, 'its inputs "a" and "b" leave no integer between them: 2 is more than 1'],
  [{ a: 1, b: 1.5 }, 'its input "b" is 1.5, where an integer is needed'],
  [{ a: 1 }, 'its input "b" is missing'],
])("refuses to draw from %j", async (inputs, message) => {
  const { end } = await run("rand_int", inputs);
  expect(end).toMatchObject({ status: "error", error: { message: `builtins.rand_int: ${message}.` } });
});

it("sleeps without blocking anybody", async () => {
  const started = performance.now();
  const slept = await Promise.all([1, 2, 3].map(() => run("tkr_sleep", { delay_seconds: 0.05 })));
  expect(slept.map(({ outputs }) => outputs)).toEqual([{ value: true }, { value: true }, { value: true }]);
  expect(performance.now() - started).toBeGreaterThanOrEqual(45);
});

it("wakes up when the run is cancelled, also before it fell asleep", async () => {
  const abort = new AbortController();
  const sleeping = run("tkr_sleep", { delay_seconds: 1e6 }, { signal: abort.signal });
  await new Promise((resolve) => setTimeout(resolve, 10));
  abort.abort(new Error("cancelled"));
  expect((await sleeping).end).toMatchObject({ status: "error", error: { message: "cancelled" } });
  const late = await run("tkr_sleep", { delay_seconds: 1e6 }, { signal: abort.signal });
  expect(late.end).toMatchObject({ status: "error" });
});

it.each([-1, "1", null])("refuses to sleep %j seconds", async (seconds) => {
  const { end } = await run("tkr_sleep", { delay_seconds: seconds });
  expect(end).toMatchObject({ status: "error", error: { details: { port: "delay_seconds" } } });
});

it("finds nothing wrong with a task that is wired to its ports", async () => {
  await executor.check?.(site("tkr_range", ["start", "stop"]));
  await executor.check?.(site("tkr_range", ["start", "stop", "step"]));
  await executor.check?.(site("trk_and", ["a", "b"]));
  await executor.check?.(site("unfold_values", ["value"], ["*"]));
  await expect(executor.check?.(site("fold_values", ["values_glob"]))).resolves.toBeUndefined();
});

it.each([
  [site("iad", []), "TKR_TASK_UNKNOWN", 'There is no built-in task "iad". Did you mean iadd?'],
  [site("zip", []), "TKR_TASK_UNKNOWN", 'There is no built-in task "zip". Did you mean tkr_zip or unzip?'],
  [site("frobnicate", []), "TKR_TASK_UNKNOWN", 'There is no built-in task "frobnicate".'],
  [site("constructor", []), "TKR_TASK_UNKNOWN", 'There is no built-in task "constructor".'],
  [site("iadd", ["a"]), "TKR_GRAPH_INVALID", 'builtins.iadd needs the input "b".'],
  [site("iadd", ["a", "b", "c"]), "TKR_GRAPH_INVALID", 'builtins.iadd has no input "c"; it takes "a", "b".'],
  [
    site("head", ["v"], ["tail"]),
    "TKR_GRAPH_INVALID",
    'builtins.head has no output "tail"; it gives "head", "rest".',
  ],
  [
    { ...site("iadd", []), worker: "math" },
    "TKR_WORKER_UNKNOWN",
    'The built-in tasks belong to the worker builtins, and know none named "math".',
  ],
])("refuses $task on $inputs and $outputs of $worker", async (wrong, code, message) => {
  const error: unknown = await executor.check?.(wrong).then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TierkreisError);
  expect(error).toMatchObject({ code, message });
});

// What Tierkreis for Python does wrong (REFERENCE 4, by its numbers), where no other test says that we do not:
// 3, 4, 9 and 10 are in packages/controller/test/scheduler.test.ts, 11 and the lock of 12 in bad-input.test.ts.
import { setTimeout } from "node:timers/promises";
import { readLoopTrace } from "@tierkreis/controller";
import {
  bytes,
  complex,
  Complex,
  defineTask,
  float,
  parseGraph,
  stringifyGraph,
  toGraph,
  toRunId,
  type Executor,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
} from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { GraphBuilder, readOutputs, runGraph } from "../src/index.ts";
import { everyKind } from "./support/every-kind.ts";
import { noPrograms } from "./support/executors.ts";
import { watchedStorage } from "./support/watched-storage.ts";

const int = z.int();
const ofTwo = <Out extends z.ZodType>(name: string, outputs: Out) =>
  defineTask({ worker: "builtins", name, inputs: { a: int, b: int }, outputs });
const add = ofTwo("iadd", int);
const greater = ofTwo("igt", z.boolean());
const addOne = defineTask({ worker: "w", name: "addOne", inputs: { x: int }, outputs: int });

/** An executor whose tasks do what they are told here. */
function executorOf(run: (context: TaskContext, call: TaskCall) => Promise<TaskEnd>): Executor {
  return { specVersion: 1, name: "toy", run: (call, context) => run(context, call) };
}

/** Adds one to `x`. */
async function increase({ input, output }: TaskContext): Promise<TaskEnd> {
  output("value").setValue(Number(await input("x").value()) + 1);
  return { status: "ok" };
}

/** Counts up from `n` to `limit`. */
function counter() {
  const g = new GraphBuilder({
    inputs: { n: int, limit: int },
    outputs: { n: int, should_continue: z.boolean() },
  });
  const n = g.task(add({ a: g.inputs.n, b: 1 }));
  g.outputs({ n, should_continue: g.task(greater({ a: g.inputs.limit, b: n })) });
  return g;
}

function counting() {
  const g = new GraphBuilder({ inputs: { limit: int }, outputs: int });
  g.outputs(g.loop(counter(), { n: 0, limit: g.inputs.limit }, { name: "count" }).n);
  return g;
}

/** One task for each element of a list. */
function mapped() {
  const body = new GraphBuilder({ inputs: { x: int }, outputs: int });
  body.outputs(body.task(addOne({ x: body.inputs.x })));
  const g = new GraphBuilder({ inputs: { xs: z.array(int) }, outputs: z.array(int) });
  g.outputs(g.map(body, { x: g.inputs.xs }));
  return g;
}

it("1: asks nothing of the storage while a task runs", async () => {
  const { storage, calls } = watchedStorage();
  let during = 0;
  const executor = executorOf(async (context) => {
    await setTimeout(50);
    const before = calls.length;
    await setTimeout(400);
    during = calls.length - before;
    return increase(context);
  });
  expect(await runGraph(mapped(), { xs: [1] }, { storage, executor })).toEqual([2]);
  expect(during).toBe(0);
});

it("2: has no budget of steps or seconds to run out of", async () => {
  const { storage } = watchedStorage();
  expect(await runGraph(counting(), { limit: 20_000 }, { storage, executor: noPrograms })).toBe(20_000);
}, 60_000);

it("5, 6: reads no graph again, and asks the storage no more for a later iteration than for an early one", async () => {
  const callsOf = async (limit: number) => {
    const { storage, calls } = watchedStorage();
    await runGraph(counting(), { limit }, { storage, executor: noPrograms });
    expect(calls.filter((call) => call.startsWith("read") && call.endsWith("body"))).toEqual([]);
    return calls.length;
  };
  const [base, hundred, thousand] = [await callsOf(1), await callsOf(101), await callsOf(1001)];
  expect(thousand - base).toBe(10 * (hundred - base));
});

it("7: lists nothing for the elements of a map, and runs as many at once as there are places", async () => {
  const { storage, calls } = watchedStorage();
  let running = 0;
  let most = 0;
  const executor = executorOf(async (context) => {
    most = Math.max(most, ++running);
    await setTimeout(1);
    running--;
    return increase(context);
  });
  const xs = Array.from({ length: 100 }, (_, index) => index);
  const options = { storage, executor, concurrency: 3 };
  expect(await runGraph(mapped(), { xs }, options)).toEqual(xs.map((x) => x + 1));
  expect(most).toBe(3);
  expect(calls.filter((call) => call.startsWith("list") && call.includes("/-"))).toEqual([]);
});

it("8: rejects when a task fails, after the others have ended, and keeps what they did", async () => {
  const { storage } = watchedStorage();
  let broken = true;
  const ended: number[] = [];
  const executor = executorOf(async (context) => {
    const x = Number(await context.input("x").value());
    if (x === 1 && broken) return { status: "exit", exitCode: 3 };
    await setTimeout(100);
    ended.push(x);
    return increase(context);
  });
  const options = { storage, executor, concurrency: 2, runId: 8 };
  const first = runGraph(mapped(), { xs: [1, 2] }, options);
  await expect(first).rejects.toMatchObject({
    code: "TKR_TASK_FAILED",
    details: {
      worker: "w",
      task: "addOne",
      exitCode: 3,
      location: expect.stringMatching(/\.M0\.N\d+$/) as string,
    },
  });
  expect(ended).toEqual([2]);
  await expect(readOutputs(mapped(), options)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
  broken = false;
  expect(await runGraph(mapped(), { xs: [1, 2] }, options)).toEqual([2, 3]);
  expect(ended).toEqual([2, 1]);
});

it.each([
  [{}, /the input "limit" is missing/],
  [{ limit: 1, other: 2 }, /the graph has no input "other"/],
  [{ limit: "many" }, /the input "limit" must be /],
])("12: starts nothing with the inputs %j", async (inputs, message) => {
  const { storage, values } = watchedStorage();
  const run = runGraph(counting(), inputs as { limit: number }, { storage, executor: noPrograms });
  await expect(run).rejects.toMatchObject({
    code: "TKR_INPUTS_INVALID",
    message: expect.stringMatching(message) as string,
  });
  expect(values.size).toBe(0);
});

it("13: believes a node's references, not the one consumer that an old document remembers", async () => {
  const task = (x: readonly [number, string]) => ({
    type: "function",
    function_name: "w.addOne",
    inputs: { x },
  });
  const graph = toGraph({
    nodes: [
      { type: "const", value: 1, outputs: { value: 1 } },
      { ...task([0, "value"]), outputs: { value: 3 } },
      { ...task([1, "value"]), outputs: { value: 4 } },
      { ...task([1, "value"]), outputs: { value: 4 } },
      { type: "output", inputs: { a: [2, "value"], b: [3, "value"] } },
    ],
    graph_output_idx: 4,
  });
  const { storage } = watchedStorage();
  const executor = executorOf(increase);
  expect(await runGraph<unknown, unknown>(graph, {}, { storage, executor })).toEqual({ a: 3, b: 3 });
});

it("14: keeps consts of every kind through a document, a run, and a run gone on with", async () => {
  const g = new GraphBuilder({
    outputs: { raw: bytes(), imaginary: complex(), numbers: z.unknown(), reserved: z.unknown() },
  });
  const reserved = { __tkr_bytes__: true, bytes: "AAAA" };
  g.outputs({
    raw: g.const(new Uint8Array([0, 255, 34, 123])),
    imaginary: g.const(new Complex(1, -2)),
    numbers: g.const([float(3), -0.0, NaN, Infinity, 2n ** 70n]),
    reserved: g.const(reserved),
  });
  const graph = parseGraph(stringifyGraph(g.getData()));
  const { storage, values } = watchedStorage();
  const options = { storage, executor: noPrograms, runId: 14 };
  for (const life of [1, 2]) {
    await runGraph<unknown, unknown>(graph, {}, options);
    expect([life, await readOutputs(graph, options)]).toEqual([
      life,
      {
        raw: new Uint8Array([0, 255, 34, 123]),
        imaginary: expect.objectContaining({ re: 1, im: -2 }) as Complex,
        numbers: [3, -0.0, NaN, Infinity, 2n ** 70n],
        reserved,
      },
    ]);
  }
  const text = Buffer.from(values.get(`${toRunId(14)}/-/outputs/numbers`) ?? []).toString();
  expect(text.replaceAll(" ", "")).toBe("[3.0,-0.0,NaN,Infinity,1180591620717411303424]");
});

it("17: keeps loops of one name apart", async () => {
  const { graph, inputs } = everyKind();
  const options = { storage: watchedStorage().storage, executor: noPrograms, runId: 17 };
  await runGraph<unknown, unknown>(graph, inputs, options);
  const refusal: unknown = await readLoopTrace(graph, options, "count").catch((error: unknown) => error);
  const [, outer, inner] = /named "count": (-\.N\d+), (-\.N\d+\.N\d+)\./.exec(String(refusal)) ?? [];
  const traceAt = (location = "") => readLoopTrace(graph, { ...options, location }, "count", "n");
  expect(await traceAt(outer)).toEqual([2, 1, 0]);
  expect(await traceAt(inner)).toEqual([1, -1]);
});

it("17: remembers for Python where every named loop stands, also in a run gone on with", async () => {
  const g = new GraphBuilder({ outputs: int });
  const first = g.loop(counter(), { n: 0, limit: 2 }, { name: "first" });
  const between = g.task(addOne({ x: first.n }));
  g.outputs(g.loop(counter(), { n: between, limit: 5 }, { name: "__proto__" }).n);
  const { storage, values } = watchedStorage();
  const options = { storage, runId: 17 };
  const failing = executorOf(() => Promise.resolve({ status: "exit", exitCode: 1 }));
  await expect(runGraph(g, {}, { ...options, executor: failing })).rejects.toThrow();
  expect(await runGraph(g, {}, { ...options, executor: executorOf(increase) })).toBe(5);
  const notes: unknown = JSON.parse(Buffer.from(values.get(`${toRunId(17)}/debug/nodes`) ?? []).toString());
  expect(Object.entries(notes as object).map(([name, { loop_loc }]) => [name, typeof loop_loc])).toEqual([
    ["first", "string"],
    ["__proto__", "string"],
  ]);
  expect(await readLoopTrace(g, options, "__proto__", "n")).toEqual([4, 5]);
});

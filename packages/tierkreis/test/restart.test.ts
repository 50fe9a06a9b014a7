import { join } from "node:path";
import { iadd, igt, itimes } from "@tierkreis/builtins";
import { listAttempts, readLoopTrace, readRun, restart } from "@tierkreis/controller";
import { toRunId, type Storage } from "@tierkreis/core";
import { SqliteStorage } from "@tierkreis/storage-sqlite";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { memoryStorage } from "../../../scripts/testing/memory-storage.ts";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import {
  FileStorage,
  graph as graphType,
  GraphBuilder,
  readOutputs,
  runGraph,
  startRun,
} from "../src/index.ts";
import { dyingStorage } from "./support/dying-storage.ts";
import { depth, everyKind } from "./support/every-kind.ts";
import { CountedBuiltins, noPrograms } from "./support/executors.ts";
import { WrongAt } from "./support/wrong-at.ts";

vi.setConfig({ testTimeout: 60_000 });

const runId = toRunId(1);
const { graph, inputs } = everyKind();
const options = { executor: noPrograms, runId };

/** Runs the graph with the built-in tasks as tasks of a worker, and tells what ran. */
async function run(storage: Storage, builtins = new CountedBuiltins()) {
  const outputs = await runGraph<unknown, unknown>(graph, inputs, { ...options, storage, builtins });
  return { outputs, ran: builtins.ran.toSorted() };
}

/** All that a run says of itself. */
async function story(storage: Storage) {
  const first = await readLoopTrace(graph, { storage, runId, location: firstLoop }, "count");
  return { outputs: await readOutputs(graph, { storage, runId }), first };
}

const whole = await run(memoryStorage());
const loops = whole.ran.filter((location) => /^-\.N\d+\.L0\.N\d+$/.test(location));
const firstLoop = (loops[0] ?? "").replace(/\.L0.*$/, "");

it("has a task in every kind of evaluation", () => {
  expect(whole.ran.length).toBeGreaterThan(30);
  for (const kind of [/\.L2\./, /\.M1\./, /^-\.N\d+$/, /N\d+\.N\d+\.L1\./, /N\d+\.N\d+\.N\d+\.N\d+$/])
    expect(whole.ran.some((location) => kind.test(location))).toBe(true);
});

it.each(whole.ran)("lets what follows of %s follow anew, and nothing stale survive", async (location) => {
  const storage = memoryStorage();
  await run(storage);
  const wrong = memoryStorage();
  const expected = await run(wrong, new WrongAt(location));

  const forgotten = await restart(storage, runId, location);
  expect(forgotten).toContain(location);
  expect(await readRun(storage, runId)).toMatchObject({ state: "restarted" });
  await expect(readOutputs(graph, { storage, runId })).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });

  const again = await run(storage, new WrongAt(location));
  expect(again.outputs).toEqual(expected.outputs);
  expect(await story(storage)).toEqual(await story(wrong));
  // What is kept is not run again: what ran was forgotten, or is there only since the value changed.
  const before = new Set(whole.ran);
  expect(again.ran.filter((one) => before.has(one) && !forgotten.includes(one))).toEqual([]);
  expect(await readRun(storage, runId)).toMatchObject({ state: "done", executions: 2 });
});

it.each(whole.ran.filter((_, index) => index % 12 === 0))(
  "happens or does not when it is killed after any change, restarting %s",
  async (location) => {
    const expected = (await run(memoryStorage(), new WrongAt(location))).outputs;
    const before = memoryStorage();
    await run(before);
    for (let life = 0, isDone = false; !isDone; life++) {
      const storage = await copyOf(before);
      const dying = dyingStorage(storage, life);
      isDone = await restart(dying.storage, runId, location).then(
        () => true,
        () => false,
      );
      const readable = await readOutputs(graph, { storage, runId }).catch(() => undefined);
      const again = await run(storage, new WrongAt(location));
      const hasHappened = again.ran.includes(location);
      expect(readable).toEqual(hasHappened ? undefined : whole.outputs);
      expect(again.outputs).toEqual(hasHappened ? expected : whole.outputs);
      expect(again.ran.length > 0 || !isDone).toBe(true);
    }
  },
);

async function copyOf(storage: Storage): Promise<Storage> {
  const copy = memoryStorage();
  for (const key of (await storage.list("", { limit: 100_000 })).keys)
    await copy.write(key, await storage.read(key));
  return copy;
}

it.each([
  ["memory", memoryStorage, 50],
  ["memory", memoryStorage, 15],
  ["files", () => new FileStorage({ directory: temporaryFolder() }), 100],
  ["sqlite", () => new SqliteStorage({ file: join(temporaryFolder(), "runs.sqlite") }), 50],
])(
  "leaves Python no name of what is forgotten, though killed in the middle and gone on with: %s",
  async (_, make, life) => {
    // It ends the loop one iteration earlier: what is left of the next one is stale.
    const location = `${firstLoop}.L1.N4`;
    const record = "all" as const;
    const wrong = () => ({ ...options, record, builtins: new WrongAt(location) });
    const [clean, storage] = [make(), make()];
    await runGraph<unknown, unknown>(graph, inputs, { ...wrong(), storage: clean });
    const builtins = new CountedBuiltins();
    await runGraph<unknown, unknown>(graph, inputs, { ...options, record, builtins, storage });
    await expect(restart(dyingStorage(storage, life).storage, runId, location)).rejects.toThrow();
    await runGraph<unknown, unknown>(graph, inputs, { ...wrong(), storage });
    expect(await pythonsKeys(storage)).toEqual(await pythonsKeys(clean));
  },
);

async function pythonsKeys(storage: Storage): Promise<readonly string[]> {
  const { keys } = await storage.list(`${runId}/-`, { limit: 100_000 });
  return keys.filter((key) => !key.includes("/attempts/"));
}

it("does not let an owner from before, which wakes up late, bring anything back", async () => {
  const storage = memoryStorage();
  await run(storage);
  const [location = ""] = whole.ran.filter((one) => one.includes(".L0."));
  const dependent = location.replace(".L0.", ".L2.");
  // What it had still to write, under its own epoch.
  const late = await storage.list(`${runId}/${dependent}/attempts/`);
  const values = new Map<string, Uint8Array>();
  for (const key of late.keys) values.set(key.replace("/1.1/", "/1.2/"), await storage.read(key));
  await restart(storage, runId, location);
  for (const [key, value] of values) await storage.write(key, value);
  expect((await run(storage)).ran).toEqual(expect.arrayContaining([location, dependent]));
});

it("restarts iterations with those behind them, elements alone, and everything", async () => {
  const storage = memoryStorage();
  await run(storage);
  const ranAfter = async (location: string) => {
    await restart(storage, runId, location);
    return (await run(storage)).ran;
  };
  const below = (prefix: string) => whole.ran.filter((one) => one.startsWith(prefix));
  const second = await ranAfter(`${firstLoop}.L1`);
  expect(second).toEqual(
    expect.arrayContaining([...below(`${firstLoop}.L1.`), ...below(`${firstLoop}.L2.`)]),
  );
  expect(second.filter((one) => one.startsWith(`${firstLoop}.L0.`))).toEqual([]);
  const map = (whole.ran.find((one) => /^-\.N\d+\.M0\./.test(one)) ?? "").replace(/\.M0.*$/, "");
  const element = await ranAfter(`${map}.M1`);
  expect(element).toEqual(expect.arrayContaining([...below(`${map}.M1.`)]));
  expect(element.filter((one) => one.startsWith(`${map}.M0.`))).toEqual([]);
  expect(await ranAfter("-")).toEqual(whole.ran);
});

it("records an iteration again when a task in it ran again for another reason", async () => {
  const storage = memoryStorage();
  await run(storage);
  const location = `${firstLoop}.L0.N2`;
  const trace = () => readLoopTrace(graph, { storage, runId, location: firstLoop }, "count", "n");
  const [before, ...others] = await trace();
  await storage.delete(`${runId}/${location}/attempts/1.1/_done`);
  await run(storage, new WrongAt(location));
  expect(await trace()).toEqual([Number(before) + 1, ...others]);
});

it("keeps every attempt readable, before and after", async () => {
  const storage = memoryStorage();
  const location = `${firstLoop}.L0.N2`;
  await run(storage);
  await restart(storage, runId, location);
  expect(await listAttempts(storage, runId, location)).toMatchObject([
    { epoch: 1, attempt: 1, status: "superseded", executor: "counted", started: expect.any(Date) },
  ]);
  await run(storage);
  const attempts = await listAttempts(storage, runId, location);
  expect(attempts).toMatchObject([
    { epoch: 1, attempt: 1, status: "superseded" },
    { epoch: 3, attempt: 2, status: "done" },
  ]);
  for (const { prefix } of attempts) expect(await storage.read(`${prefix}outputs/value`)).toBeDefined();
});

it("leaves alone what does not depend on it", async () => {
  const g = new GraphBuilder({ inputs: { n: z.int() }, outputs: z.int() });
  const doubled = [1, 2].map((one) => g.task(itimes({ a: g.task(iadd({ a: g.inputs.n, b: one })), b: 2 })));
  const [left, right] = [doubled[0] ?? 0, doubled[1] ?? 0];
  g.outputs(g.task(iadd({ a: left, b: right })));
  const storage = memoryStorage();
  const first = new CountedBuiltins();
  await runGraph(g, { n: 1 }, { ...options, storage, builtins: first });
  const [sum = "", second = ""] = first.ran.toReversed();
  expect((await restart(storage, runId, second)).toSorted()).toEqual([second, sum].sort());
  const again = new CountedBuiltins();
  await runGraph(g, { n: 1 }, { ...options, storage, builtins: again });
  expect(again.ran).toEqual([second, sum]);
});

it("knows what depends on what in recursion, also where locations are too long to be names", async () => {
  const deep = depth();
  const storage = memoryStorage();
  const first = new CountedBuiltins();
  await runGraph(deep, { n: 90 }, { ...options, storage, builtins: first });
  // The sum on the way back, half-way down: those above it follow, those below do not.
  const sums = first.ran.slice(-90);
  const [half = ""] = sums.slice(45);
  expect([sums.length, half.length > 100, (sums[0]?.length ?? 0) > 200]).toEqual([90, true, true]);
  expect((await restart(storage, runId, half)).toSorted()).toEqual(sums.slice(45).sort());
  const again = new CountedBuiltins();
  expect(await runGraph(deep, { n: 90 }, { ...options, storage, builtins: again })).toBe(90);
  expect(again.ran).toEqual(sums.slice(45));
  // And the deepest of all.
  expect(await restart(storage, runId, sums[0] ?? "")).toHaveLength(90);
});

it("forgets all of an evaluation whose graph only came about while the run went on", async () => {
  const pair = new GraphBuilder({ inputs: { a: z.int(), b: z.int() }, outputs: z.int() });
  const product = pair.task(itimes({ a: pair.inputs.a, b: 2 }));
  pair.outputs(pair.task(iadd({ a: product, b: pair.inputs.b })));
  const g = new GraphBuilder({ inputs: { n: z.int(), up: z.boolean() }, outputs: z.int() });
  const chosen = g.ifelse(g.inputs.up, g.const(pair), g.const(pair));
  const before = g.task(iadd({ a: g.inputs.n, b: 1 }));
  g.outputs(g.task(itimes({ a: g.eval(chosen, { a: before, b: 3 }), b: before })));
  const storage = memoryStorage();
  const first = new CountedBuiltins();
  await runGraph(g, { n: 1, up: true }, { ...options, storage, builtins: first });
  const [outside = "", inside = "", ...rest] = first.ran;
  expect(inside.startsWith("-.N")).toBe(true);
  // The second of two tasks inside takes the first along; the one outside, which it does not need, stays.
  await restart(storage, runId, rest[0] ?? "");
  const again = new CountedBuiltins();
  await runGraph(g, { n: 1, up: true }, { ...options, storage, builtins: again });
  expect(again.ran).toEqual([inside, ...rest]);
  expect(outside).not.toContain(inside);
});

it("does not take the graph that a loop began with for the one that an iteration was given", async () => {
  const inputs = { a: z.int() };
  const f = graphType({ inputs, outputs: z.int() });
  const apart = new GraphBuilder({ inputs, outputs: z.int() });
  const more = apart.task(iadd({ a: apart.inputs.a, b: 1 }));
  apart.outputs(apart.task(iadd({ a: more, b: apart.task(itimes({ a: apart.inputs.a, b: 2 })) })));
  const chain = new GraphBuilder({ inputs, outputs: z.int() });
  const one = chain.task(iadd({ a: chain.inputs.a, b: 1 }));
  chain.outputs(chain.task(iadd({ a: 0, b: chain.task(itimes({ a: one, b: 2 })) })));
  const body = new GraphBuilder({
    inputs: { f, a: z.int() },
    outputs: { f, a: z.int(), should_continue: z.boolean() },
  });
  const a = body.eval(body.inputs.f, { a: body.inputs.a });
  body.outputs({ f: body.const(chain), a, should_continue: body.task(igt({ a: 20, b: a })) });
  const g = new GraphBuilder({ inputs, outputs: z.int() });
  g.outputs(g.loop(body, { f: g.const(apart), a: g.inputs.a }).a);

  const go = (storage: Storage, builtins: CountedBuiltins) =>
    runGraph(g, { a: 1 }, { ...options, storage, builtins });
  const first = new CountedBuiltins();
  const storage = memoryStorage();
  await go(storage, first);
  const location = first.ran.find((ran) => /L1\.N\d+\.N\d+$/.test(ran)) ?? "";
  await restart(storage, runId, location);
  expect(await go(storage, new WrongAt(location))).toBe(await go(memoryStorage(), new WrongAt(location)));
});

it("says of attempts that failed why they did, and of others nothing", async () => {
  const storage = memoryStorage();
  const location = `${firstLoop}.L0.N2`;
  const builtins = new CountedBuiltins();
  const task = builtins.run.bind(builtins);
  builtins.run = (call, context) =>
    context.location === location ? Promise.resolve({ status: "exit", exitCode: 7 }) : task(call, context);
  await expect(run(storage, builtins)).rejects.toMatchObject({ code: "TKR_TASK_FAILED" });
  const failed = { attempt: 1, status: "failed", executor: "counted", ended: expect.any(Date) };
  const failure = { code: "TKR_TASK_FAILED", exitCode: 7, message: expect.stringContaining("7") };
  expect(await listAttempts(storage, runId, location)).toMatchObject([{ ...failed, failure }]);
  await run(storage);
  const attempts = await listAttempts(storage, runId, location);
  expect(attempts.map(({ status }) => status)).toEqual(["failed", "done"]);
  await storage.write(`${runId}/${location}/attempts/9.3/definition`, new Uint8Array());
  expect((await listAttempts(storage, runId, location)).at(-1)).toMatchObject({
    attempt: 3,
    status: "unrecorded",
  });
  expect(await listAttempts(storage, runId, "-.N0")).toEqual([]);
  await expect(listAttempts(storage, 77, location)).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });
});

it.each([
  ["-.N999", /nodes of the graph at - are -\.N0 to -\.N\d+/],
  ["-.N1x", /is no location/],
  [`${firstLoop}.M0`, /is a loop: its iterations are/],
  [`${firstLoop}.L0.N777.N1`, /nodes of the graph at -\.N\d+\.L0 are/],
  [`${firstLoop}.L99`, /the run has not come there/],
  ["-.N-1", /what - was given/],
])("refuses %s", async (location, message) => {
  const storage = memoryStorage();
  await run(storage);
  await expect(restart(storage, runId, location)).rejects.toMatchObject({
    code: "TKR_RUN_UNKNOWN",
    message: expect.stringMatching(message),
  });
  expect((await run(storage)).ran).toEqual([]);
});

it("refuses nodes that compute nothing, runs that are not there, and runs under way", async () => {
  const storage = memoryStorage();
  await run(storage);
  for (const type of ["const", "input", "output", "ifelse", "eifelse"]) {
    const location = `-.N${String(graph.nodes.findIndex((node) => node.type === type))}`;
    await expect(restart(storage, runId, location)).rejects.toMatchObject({
      code: "TKR_NOT_RESTARTABLE",
      details: { run: runId, location },
    });
  }
  await expect(restart(storage, 2, "-")).rejects.toMatchObject({ code: "TKR_RUN_UNKNOWN" });

  const gate = Promise.withResolvers<undefined>();
  const builtins = new CountedBuiltins();
  const task = builtins.run.bind(builtins);
  builtins.run = async (...args) => (await gate.promise, task(...args));
  const under = await startRun<unknown, unknown>(graph, inputs, { ...options, storage, builtins, runId: 3 });
  await expect(restart(storage, 3, "-")).rejects.toMatchObject({ code: "TKR_RUN_LOCKED" });
  gate.resolve(undefined);
  expect(await under.outputs).toEqual(whole.outputs);
});

import { setTimeout as sleep } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { bytes, Complex, complex, defineTask, graph, TierkreisError, type TypedGraph } from "@tierkreis/core";
import { implement, InlineExecutor, type FunctionContext } from "@tierkreis/executor-inline";
import { expect, it } from "vitest";
import { z } from "zod";
import { prepare } from "./support/prepare.ts";

const length = defineTask({ worker: "w", name: "length", inputs: { text: z.string() }, outputs: z.int() });

it("runs a function on its inputs", async () => {
  const executor = new InlineExecutor({ tasks: [implement(length, ({ text }) => text.length)] });
  const task = prepare(length, { text: "four" });
  await executor.check(task.site);
  expect(await executor.run(task.call, task.context)).toEqual({ status: "ok" });
  expect(task.outputs()).toEqual({ value: "4" });
});

it("gives every type as it is in JavaScript, and takes it back", async () => {
  const pair = z.tuple([z.string(), z.boolean()]);
  const ports = {
    raw: bytes(),
    big: z.int64(),
    int: z.int(),
    float: z.number(),
    none: z.null(),
    z: complex(),
    list: z.array(z.object({ data: bytes(), id: z.bigint() })),
    map: z.record(z.string(), z.number()),
    pair,
    body: graph({ inputs: z.int(), outputs: z.int() }),
  };
  const same = defineTask({ worker: "w", name: "same", inputs: ports, outputs: ports });
  const document = { nodes: [], outputs: 0 };
  const inputs = {
    raw: new Uint8Array([0, 255]),
    big: 2n ** 60n,
    int: 3,
    float: 3,
    none: null,
    z: new Complex(1, -2),
    list: [{ data: new Uint8Array([1]), id: 7n }],
    map: { __proto__: 1, constructor: Infinity, nan: NaN },
    pair: ["a", true] as [string, boolean],
    body: { getData: () => document } as unknown as TypedGraph<number, number>,
  };
  let seen: object = {};
  const executor = new InlineExecutor({
    tasks: [
      implement(same, async (given) => {
        seen = { ...given, body: undefined };
        return given;
      }),
    ],
  });
  const task = prepare(same, inputs);
  expect(await executor.run(task.call, task.context)).toEqual({ status: "ok" });
  expect(seen).toEqual({ ...inputs, body: undefined });
  expect(Object.fromEntries(task.stored)).toEqual(
    Object.fromEntries(
      Object.entries(task.outputs()).map(([port, text]) => [
        port,
        port === "raw" ? inputs.raw : new TextEncoder().encode(text),
      ]),
    ),
  );
});

it("gives a default for an input that is left out, or nothing", async () => {
  const join = defineTask({
    worker: "w",
    name: "join",
    inputs: { items: z.array(z.string()), sep: z.string().default("-"), end: z.string().optional() },
    outputs: z.string(),
  });
  const fn = implement(join, ({ items, sep, end }) => items.join(sep) + String(end));
  const executor = new InlineExecutor({ tasks: [fn] });
  const task = prepare(join, { items: ["a", "b"] });
  await executor.check(task.site);
  await executor.run(task.call, task.context);
  expect(task.output("value")).toBe("a-bundefined");
  const all = prepare(join, { items: ["a", "b"], sep: "+", end: "!" });
  await executor.run(all.call, all.context);
  expect(all.output("value")).toBe("a+b!");
});

it("reads inputs by its own types where the graph declares none", async () => {
  const size = defineTask({
    worker: "w",
    name: "size",
    inputs: { raw: bytes(), id: z.bigint() },
    outputs: z.string(),
  });
  const executor = new InlineExecutor({
    tasks: [implement(size, ({ raw, id }) => `${raw.length} ${typeof id}`)],
  });
  const task = prepare(size, { raw: new TextEncoder().encode("12"), id: 5n }, { declared: false });
  await executor.run(task.call, task.context);
  expect(task.output("value")).toBe("2 bigint");
});

it("names the input that is not of its type", async () => {
  const executor = new InlineExecutor({ tasks: [implement(length, () => 1)] });
  const other = defineTask({
    worker: "w",
    name: "length",
    inputs: { text: z.array(z.int()) },
    outputs: z.int(),
  });
  const task = prepare(other, { text: [1] });
  expect(await executor.run(task.call, task.context)).toMatchObject({
    status: "error",
    error: {
      code: "TKR_VALUE_TYPE",
      message: expect.stringMatching(/its input "text".*expected string, found/),
      details: { port: "text" },
    },
  });
  const big = defineTask({ worker: "w", name: "big", inputs: { n: z.number() }, outputs: z.int() });
  const unsafe = prepare(defineTask({ ...big, name: "big", inputs: { n: z.bigint() } }), { n: 2n ** 70n });
  const end = await new InlineExecutor({ tasks: [implement(big, () => 1)] }).run(unsafe.call, unsafe.context);
  expect(end).toMatchObject({
    error: {
      code: "TKR_INTEGER_UNSAFE",
      message: expect.stringContaining(`its input "n"`),
      details: { port: "n" },
    },
  });
});

it("lets a function change its own inputs only", async () => {
  const reverse = defineTask({ worker: "w", name: "reverse", inputs: { raw: bytes() }, outputs: bytes() });
  const executor = new InlineExecutor({ tasks: [implement(reverse, ({ raw }) => raw.reverse())] });
  const task = prepare(reverse, { raw: new Uint8Array([1, 2]) });
  await executor.run(task.call, task.context);
  expect([task.output("value"), task.stored.get("raw")]).toEqual([
    new Uint8Array([2, 1]),
    new Uint8Array([1, 2]),
  ]);
});

it("tells a function where it is, and takes its words", async () => {
  let seen: FunctionContext | undefined;
  const tasks = [
    implement(length, (_, context) => {
      seen = context;
      const { log } = context;
      log("a word");
      return 1;
    }),
  ];
  const task = prepare(length, { text: "" });
  await new InlineExecutor({ tasks }).run(task.call, task.context);
  expect(seen).toMatchObject({ run: "run", location: "-.N3", attempt: 1, signal: task.context.signal });
  expect(task.log()).toBe("a word");
});

it("runs a task without outputs for its effect", async () => {
  const effect = defineTask({ worker: "w", name: "effect", inputs: {}, outputs: {} });
  let runs = 0;
  const executor = new InlineExecutor({
    tasks: [
      implement(effect, () => {
        runs++;
      }),
    ],
  });
  const task = prepare(effect);
  await executor.check(task.site);
  expect([await executor.run(task.call, task.context), runs]).toEqual([{ status: "ok" }, 1]);
});

it.each<[string, () => unknown, RegExp]>([
  [
    "a thrown error",
    () => {
      throw new RangeError("too far");
    },
    /^too far$/,
  ],
  ["a rejected promise", () => Promise.reject(new Error("later")), /^later$/],
  [
    "a string",
    () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw "just words";
    },
    /it threw 'just words', which is no Error/,
  ],
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  ["nothing at all", () => Promise.reject(undefined), /it threw undefined/],
  [
    "an error of another realm",
    (): unknown => runInNewContext("throw new Error('elsewhere')"),
    /^elsewhere$/,
  ],
])("fails with what its function throws: %s", async (_, fn, message) => {
  const executor = new InlineExecutor({ tasks: [implement(length, fn as () => number)] });
  const task = prepare(length, { text: "" });
  const end = await executor.run(task.call, task.context);
  expect(end).toMatchObject({ status: "error", error: { message: expect.stringMatching(message) } });
  expect((end as { error: Error }).error.stack).toContain("functions.test.ts");
});

it("does not take a coded error of a function for one of this run", async () => {
  const thrown = new TierkreisError("TKR_CANCELLED", "The inner run was cancelled.");
  const executor = new InlineExecutor({
    tasks: [
      implement(length, () => {
        throw thrown;
      }),
    ],
  });
  const task = prepare(length, { text: "" });
  const end = (await executor.run(task.call, task.context)) as { error: Error };
  expect(TierkreisError.isInstance(end.error)).toBe(false);
  expect(end.error).toMatchObject({ message: thrown.message, stack: thrown.stack, cause: thrown });
});

const two = defineTask({
  worker: "w",
  name: "two",
  inputs: {},
  outputs: { a: z.int(), toString: z.string(), c: z.string().optional() },
});

it.each<[string, unknown, string, RegExp, string | undefined]>([
  ["a missing output", { a: 1 }, "TKR_OUTPUT_MISSING", /no output "toString"/, "toString"],
  [
    "an output it has not",
    { a: 1, toString: "", b: 2 },
    "TKR_OUTPUT_INVALID",
    /"b", which is none of its outputs/,
    "b",
  ],
  [
    "no object",
    undefined,
    "TKR_OUTPUT_INVALID",
    /an object with the outputs a, toString, c, and gave undefined/,
    undefined,
  ],
  ["a list", [1], "TKR_OUTPUT_INVALID", /gave a list/, undefined],
  [
    "another type",
    { a: 1.5, toString: "" },
    "TKR_VALUE_TYPE",
    /its output "a".*expected integer, found/,
    "a",
  ],
  [
    "what no language carries",
    { a: new Date(0), toString: "" },
    "TKR_VALUE_INVALID",
    /its output "a".*Date/,
    "a",
  ],
])("refuses a result with %s", async (_, result, code, message, port) => {
  const executor = new InlineExecutor({ tasks: [implement(two, (() => result) as () => never)] });
  const task = prepare(two, {}, { outputs: ["a", "toString"], declared: false });
  expect(await executor.run(task.call, task.context)).toMatchObject({
    status: "error",
    error: { code, message: expect.stringMatching(message), details: port === undefined ? {} : { port } },
  });
});

it("leaves out an optional output, and one that nobody asked for", async () => {
  const executor = new InlineExecutor({
    tasks: [implement(two, () => ({ a: 1, toString: "x", c: undefined }))],
  });
  const task = prepare(two, {}, { outputs: ["a", "c"] });
  expect(await executor.run(task.call, task.context)).toEqual({ status: "ok" });
  expect(task.outputs()).toEqual({ a: "1" });
});

it("hands the signal to a function, which ends by it", async () => {
  const executor = new InlineExecutor({
    tasks: [implement(length, async (_, { signal }) => sleep(60_000, 1, { signal }))],
  });
  const task = prepare(length, { text: "" });
  const end = executor.run(task.call, task.context);
  await sleep(1);
  task.abort();
  expect(await end).toMatchObject({ status: "error", error: { name: "AbortError" } });
});

it("runs a thousand functions at once", async () => {
  const executor = new InlineExecutor({
    tasks: [implement(length, async ({ text }) => sleep(1, text.length))],
  });
  const tasks = Array.from({ length: 1000 }, (_, n) => prepare(length, { text: "x".repeat(n) }));
  await Promise.all(tasks.map((task) => executor.run(task.call, task.context)));
  expect(tasks.map((task) => task.output("value"))).toEqual(tasks.map((_, n) => n));
});

const chatty = defineTask({ worker: "w", name: "chatty", inputs: { name: z.string() }, outputs: {} });

it("takes what a function prints into the log of its task, also where several run at once", async () => {
  const gate = Promise.withResolvers<undefined>();
  const printing = implement(chatty, async ({ name }) => {
    process.stdout.write(`${name} begins, `);
    await gate.promise;
    await new Promise((done) => setTimeout(done, 1));
    process.stderr.write(Buffer.from(`${name} goes on\nand é`).subarray(0, -1));
    process.stdout.write(Buffer.from("é").subarray(1));
    process.stdout.write("6869", "hex");
    await new Promise<void>((done) => void process.stdout.write("", () => done()));
    setTimeout(() => late.resolve(process.stdout.write("")), 5);
  });
  const late = Promise.withResolvers<boolean>();
  const executor = new InlineExecutor({ tasks: [printing] });
  const [a, b] = [prepare(chatty, { name: "a" }), prepare(chatty, { name: "b" })];
  const both = Promise.all([a, b].map(({ call, context }) => executor.run(call, context)));
  gate.resolve(undefined);
  expect(await both).toEqual([{ status: "ok" }, { status: "ok" }]);
  await late.promise;
  expect([a.log(), b.log()]).toEqual(["a begins, a goes on\nand éhi", "b begins, b goes on\nand éhi"]);
});

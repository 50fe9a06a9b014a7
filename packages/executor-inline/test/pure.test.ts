import { defineTask, bytes, type Value } from "@tierkreis/core";
import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { expect, it } from "vitest";
import { z } from "zod";
import { prepare } from "./support/prepare.ts";

const scale = defineTask({
  worker: "w",
  name: "scale",
  inputs: { n: z.number(), by: z.number().default(2) },
  outputs: { value: z.number(), text: z.string() },
});
const executor = new InlineExecutor({
  tasks: [implement(scale, ({ n, by }) => ({ value: n * by, text: String(n) }), { pure: true })],
});
const pure = executor.pure("w", "scale")!;

it("gives the engine a pure task as a function, and no other", () => {
  const other = defineTask({ worker: "w", name: "other", inputs: {}, outputs: z.int() });
  const both = new InlineExecutor({
    tasks: [implement(scale, () => ({ value: 1, text: "" }), { pure: true }), implement(other, () => 1)],
  });
  expect(both.pure("w", "scale")).toBeTypeOf("function");
  expect([both.pure("w", "other"), both.pure("w", "none"), both.pure("none", "scale")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it("computes as the function does, defaults and all", () => {
  expect(pure({ n: 2.5 })).toMatchObject({ text: "2.5" });
  expect(pure({ n: 1.25, by: 3 })).toEqual({ value: 3.75, text: "1.25" });
});

it("gives a float where one is declared", () => {
  expect(pure({ n: 2 })["value"]).toMatchObject({ text: "4.0" });
});

it.each<[string, Readonly<Record<string, Value>>, string, RegExp]>([
  ["an input of another type", { n: "1" }, "TKR_VALUE_TYPE", /its input "n".*expected number, found/],
  ["a missing input", { by: 1 }, "TKR_GRAPH_INVALID", /its input "n".*does not give it/],
  ["an unknown input", { n: 1, m: 1 }, "TKR_GRAPH_INVALID", /no input "m"/],
])("refuses %s", (_, inputs, code, message) => {
  expect(() => pure(inputs)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

it("refuses a promise", () => {
  const async = new InlineExecutor({
    tasks: [implement(scale, (() => Promise.reject(new Error("no"))) as () => never, { pure: true })],
  });
  expect(() => async.pure("w", "scale")?.({ n: 1 })).toThrow(/can not wait/);
});

it("reads a value again by its own type, unless that is bytes", () => {
  const id = defineTask({
    worker: "w",
    name: "id",
    inputs: { data: z.object({ raw: bytes() }) },
    outputs: z.int(),
  });
  const size = new InlineExecutor({ tasks: [implement(id, ({ data }) => data.raw.length, { pure: true })] });
  expect(size.pure("w", "id")?.({ data: new Map([["raw", new Uint8Array(3)]]) })).toEqual({ value: 3 });
  expect(() => size.pure("w", "id")?.({ data: new Map([["raw", "abc"]]) })).toThrow(/expected bytes/);
});

it("runs a pure task as any other where it is asked to", async () => {
  const task = prepare(scale, { n: 2 });
  expect(await executor.run(task.call, task.context)).toEqual({ status: "ok" });
  expect(task.outputs()).toEqual({ value: "4.0", text: `"2"` });
});

import * as builtins from "@tierkreis/builtins";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { fixture } from "./support/vectors.ts";

const signatures = z
  .record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ default: z.unknown().optional() })) }),
  )
  .parse(JSON.parse(readFileSync(fixture("signatures.json"), "utf8")));

const former = { pow: "tkr_pow", trk_and: "tkr_and", trk_or: "tkr_or" } as const;
const others = ["fold_values", "unfold_values", "rand_int", "tkr_sleep"];
const exported: Readonly<Record<string, unknown>> = builtins;
const isStub = (name: string) => typeof exported[name] === "function" && "task" in exported[name];

it("has a stub for every task of the Python package, today's and former, and no more", () => {
  const names = [...Object.keys(signatures), ...others, ...Object.keys(former)];
  expect(Object.keys(exported).filter(isStub).sort()).toEqual(names.sort());
});

it.each(Object.entries(signatures))("gives %s the input ports of the Python package", (task, { inputs }) => {
  const ports = Object.entries(builtins.builtinPorts(task)?.inputs ?? {});
  expect(ports.map(([port, { optional }]) => [port, optional])).toEqual(
    Object.entries(inputs).map(([port, input]) => [port, "default" in input]),
  );
});

it("makes invocations that name the task and its ports", () => {
  const { definition, inputs } = builtins.append({ v: [1], a: 2 });
  expect(inputs).toEqual({ v: [1], a: 2 });
  expect(definition).toMatchObject({ worker: "builtins", task: "append" });
  expect(definition.declared()).toEqual({
    inputs: {
      v: { schema: { type: "array", items: {} }, optional: false },
      a: { schema: {}, optional: false },
    },
    outputs: { value: { schema: { type: "array", items: {} }, optional: false } },
  });
});

it("names a task as it is called today", () => {
  expect(builtins.trk_and({ a: true, b: true }).definition.task).toBe("tkr_and");
});

it("declares the numbered port of unfold_values", () => {
  expect(builtins.unfold_values.declared().outputs).toEqual({ "*": { schema: {}, optional: false } });
});

it("knows the ports of former names, and of no other", () => {
  expect(builtins.builtinPorts("pow")).toEqual(builtins.builtinPorts("tkr_pow"));
  expect(builtins.builtinPorts("nothing")).toBeUndefined();
});

import { bytes, complex, defineTask, graph, type Complex, type TypedGraph } from "@tierkreis/core";
import {
  implement,
  InlineExecutor,
  type FunctionContext,
  type Implementation,
  type InlineExecutorOptions,
} from "@tierkreis/executor-inline";
import { expectTypeOf, it } from "vitest";
import { z } from "zod";

const count = defineTask({ worker: "w", name: "count", inputs: { text: z.string() }, outputs: z.int() });
const split = defineTask({
  worker: "w",
  name: "split",
  inputs: { data: bytes(), at: z.int64().optional(), sep: z.string().default(",") },
  outputs: { left: bytes(), right: z.array(z.string()) },
});
const nothing = defineTask({ worker: "w", name: "nothing", inputs: {}, outputs: {} });

it("gives a function its inputs as they are declared", () => {
  implement(count, (inputs, context) => {
    expectTypeOf(inputs).toEqualTypeOf<{ readonly text: string }>();
    expectTypeOf(context).toEqualTypeOf<FunctionContext>();
    return inputs.text.length;
  });
  implement(split, ({ data, at, sep }) => {
    expectTypeOf(data).toEqualTypeOf<Uint8Array>();
    expectTypeOf(at).toEqualTypeOf<bigint | undefined>();
    expectTypeOf(sep).toEqualTypeOf<string>();
    return { left: data, right: [sep] };
  });
  const words = defineTask({
    worker: "w",
    name: "words",
    inputs: { z: complex(), body: graph({ inputs: z.int(), outputs: z.string() }) },
    outputs: { value: complex() },
  });
  implement(words, (inputs) => {
    expectTypeOf(inputs.z).toEqualTypeOf<Complex>();
    expectTypeOf(inputs.body).toEqualTypeOf<TypedGraph<number, string>>();
    return inputs.z;
  });
  const single = defineTask({ worker: "w", name: "single", inputs: z.boolean(), outputs: z.boolean() });
  implement(single, ({ value }) => !value);
});

it("takes a function that is synchronous, async or gives nothing", () => {
  expectTypeOf(implement(count, () => 1)).toEqualTypeOf<Implementation>();
  implement(count, async () => 1);
  implement(count, () => 1, { thread: import.meta.url });
  implement(count, () => 1, { thread: true });
  implement(count, () => 1, { pure: true });
  implement(nothing, () => {});
  implement(nothing, async () => {});
  new InlineExecutor({
    tasks: [implement(count, () => 1), implement(split, () => ({ left: new Uint8Array(), right: [] }))],
  });
});

it("refuses a function with another signature", () => {
  expectTypeOf(implement(count, () => 1)).toEqualTypeOf<Implementation>();
  // @ts-expect-error a result of another type
  implement(count, ({ text }) => text);
  // @ts-expect-error an async result of another type
  implement(count, async ({ text }) => text);
  // @ts-expect-error an input that the task has not
  implement(count, ({ txt }) => 1 + Number(txt));
  // @ts-expect-error an input of another type
  implement(count, ({ text }: { text: number }) => text);
  // @ts-expect-error an output is missing
  implement(split, ({ data }) => ({ left: data }));
  // @ts-expect-error an output is of another type
  implement(split, ({ data }) => ({ left: data, right: [1] }));
  // @ts-expect-error the only output is given by itself
  implement(count, () => ({ value: 1 }));
  // @ts-expect-error nothing is given
  implement(count, () => {});
});

it("refuses a pure function that waits, has a thread or looks beyond its inputs", () => {
  expectTypeOf(implement(count, () => 1, { pure: true })).toEqualTypeOf<Implementation>();
  // @ts-expect-error async
  implement(count, async () => 1, { pure: true });
  // @ts-expect-error thread
  implement(count, () => 1, { pure: true, thread: true });
  // @ts-expect-error context
  implement(count, (_, { attempt }: FunctionContext) => attempt, { pure: true });
  // @ts-expect-error unknown option
  implement(count, () => 1, { threads: true });
});

it("takes implementations only", () => {
  expectTypeOf<InlineExecutorOptions["tasks"]>().toEqualTypeOf<readonly Implementation[] | undefined>();
  // @ts-expect-error a bare function
  new InlineExecutor({ tasks: [() => 1] });
  // @ts-expect-error no number
  new InlineExecutor({ threads: "2" });
});

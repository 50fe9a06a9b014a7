import { expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineTask, type TaskInvocation, type TaskResult } from "../../src/ports/define-task.ts";
import type { InputValues, OutputValues } from "../../src/ports/port-types.ts";
import type { Ref } from "../../src/ports/ref.ts";
import type { TypedGraph } from "../../src/ports/typed-graph.ts";
import { bytes, complex, graph } from "../../src/ports/words.ts";
import type { Complex } from "../../src/value/value.ts";

const genrsa = defineTask({
  worker: "openssl_worker",
  name: "genrsa",
  inputs: {
    numbits: z.int(),
    passphrase: bytes(),
    cipher: z.string().default("aes256"),
    note: z.string().optional(),
  },
  outputs: { private_key: bytes(), public_key: bytes() },
});

declare const number: Ref<number>;
declare const text: Ref<string>;
declare const raw: Ref<Uint8Array>;
declare const maybe: Ref<string | null>;

/** What `g.task` gives for an invocation. */
declare function task<Out extends z.ZodType | Readonly<Record<string, z.ZodType>>>(
  invocation: TaskInvocation<Out>,
): TaskResult<Out>;

it("takes refs and plain values; what is optional or has a default may be left out", () => {
  expectTypeOf(genrsa).toBeCallableWith({ numbits: 4096, passphrase: raw });
  genrsa({ numbits: number, passphrase: new Uint8Array(), cipher: text, note: "x" });
});

it("refuses a missing input", () => {
  expectTypeOf(genrsa).parameter(0).not.toExtend<undefined>();
  // @ts-expect-error passphrase is missing.
  genrsa({ numbits: 4096 });
  // @ts-expect-error All are missing.
  genrsa();
});

it("refuses a misspelt input", () => {
  expectTypeOf(genrsa).parameter(0).not.toHaveProperty("passphrases");
  // @ts-expect-error There is no input passphrases.
  genrsa({ numbits: 4096, passphrase: raw, passphrases: raw });
});

it("refuses an input of another type", () => {
  expectTypeOf(genrsa).parameter(0).toHaveProperty("numbits").toEqualTypeOf<number | Ref<number>>();
  // @ts-expect-error A string is no number.
  genrsa({ numbits: "4096", passphrase: raw });
  // @ts-expect-error A ref to a string is no ref to a number.
  genrsa({ numbits: text, passphrase: raw });
  // @ts-expect-error A string is no bytes.
  genrsa({ numbits: 1, passphrase: "secret" });
  // @ts-expect-error A ref to a string is no ref to bytes.
  genrsa({ numbits: 1, passphrase: text });
  // @ts-expect-error The ref's value may be null.
  genrsa({ numbits: 1, passphrase: raw, cipher: maybe });
});

it("gives refs by port, or one ref when the only output is value", () => {
  const pair = task(genrsa({ numbits: 1, passphrase: raw }));
  expectTypeOf(pair).toEqualTypeOf<{
    readonly private_key: Ref<Uint8Array>;
    readonly public_key: Ref<Uint8Array>;
  }>();
  // @ts-expect-error There is no output secret_key.
  expectTypeOf(pair.secret_key).toBeAny();
  const one = defineTask({ worker: "w", name: "f", inputs: z.string(), outputs: z.boolean() });
  expectTypeOf(task(one({ value: text }))).toEqualTypeOf<Ref<boolean>>();
  const named = defineTask({ worker: "w", name: "f", inputs: {}, outputs: { value: z.int() } });
  expectTypeOf(task(named())).toEqualTypeOf<Ref<number>>();
});

it("takes no inputs where there are none", () => {
  const now = defineTask({ worker: "w", name: "now", inputs: {}, outputs: z.string() });
  expectTypeOf(now).toBeCallableWith();
  now({});
  // @ts-expect-error There is no input.
  now({ zone: "UTC" });
});

it("takes a ref to a narrower type for a wider one, not the other way", () => {
  const wide = defineTask({
    worker: "w",
    name: "f",
    inputs: { x: z.union([z.string(), z.null()]) },
    outputs: z.int(),
  });
  expectTypeOf(wide).toBeCallableWith({ x: text });
  wide({ x: maybe });
  // @ts-expect-error A number is not in the union.
  wide({ x: number });
});

it("carries lists, records, tuples, complex numbers and bigints", () => {
  const all = defineTask({
    worker: "w",
    name: "f",
    inputs: {
      list: z.array(z.int()),
      record: z.record(z.string(), z.boolean()),
      pair: z.tuple([z.int(), z.string()]),
    },
    outputs: { z: complex(), big: z.bigint(), any: z.unknown() },
  });
  const out = task(all({ list: [1], record: { a: true }, pair: [1, "x"] }));
  expectTypeOf(out.z).toEqualTypeOf<Ref<Complex>>();
  expectTypeOf(out.big).toEqualTypeOf<Ref<bigint>>();
  expectTypeOf(out.any).toEqualTypeOf<Ref<unknown>>();
  // @ts-expect-error An element is no number.
  all({ list: ["x"], record: {}, pair: [1, "x"] });
});

const Creature = <T extends z.ZodType>(T: T) => z.object({ name: z.string(), t: T });
const baz = <T extends z.ZodType>(T: T) =>
  defineTask({ worker: "w", name: "baz", inputs: { c: Creature(T) }, outputs: { name: z.string(), t: T } });

it("infers generic definitions, as stubs have them", () => {
  const ofNumber = baz(z.int());
  const out = task(ofNumber({ c: { name: "x", t: 1 } }));
  expectTypeOf(out.t).toEqualTypeOf<Ref<number>>();
  expectTypeOf(out.name).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error The creature is of another type.
  ofNumber({ c: { name: "x", t: "y" } });
});

it("types graphs by their inputs and outputs", () => {
  const fold = defineTask({
    worker: "w",
    name: "fold",
    inputs: { body: graph({ inputs: { a: z.int(), b: z.string().optional() }, outputs: z.int() }) },
    outputs: z.int(),
  });
  type Body = TypedGraph<{ readonly a: number; readonly b?: string | undefined }, number>;
  const body = {} as Body;
  expectTypeOf(fold).toBeCallableWith({ body });
  // @ts-expect-error The graph gives a string.
  fold({ body: {} as TypedGraph<{ readonly a: number }, string> });
  // @ts-expect-error The graph asks for an input that it would not get.
  fold({ body: {} as TypedGraph<{ readonly a: number; readonly c: number }, number> });
});

it("says the values of one side of a task", () => {
  expectTypeOf<OutputValues<typeof genrsa.outputs>>().toEqualTypeOf<{
    readonly private_key: Uint8Array;
    readonly public_key: Uint8Array;
  }>();
  expectTypeOf<InputValues<z.ZodInt>>().toEqualTypeOf<number>();
  expectTypeOf<OutputValues<{ readonly value: z.ZodInt }>>().toEqualTypeOf<number>();
  expectTypeOf<InputValues<typeof genrsa.inputs>>().toExtend<{
    readonly numbits: number;
    readonly cipher?: string | undefined;
  }>();
});

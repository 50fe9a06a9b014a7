import { bytes, defineTask, GraphBuilder, script, type Ref, type TypedGraph } from "@tierkreis/builder";
import { expectTypeOf, it } from "vitest";
import { z } from "zod";

const genrsa = defineTask({
  worker: "openssl_worker",
  name: "genrsa",
  inputs: { numbits: z.int(), passphrase: bytes(), comment: z.string().optional() },
  outputs: { private_key: bytes(), public_key: bytes() },
});
const verify = defineTask({
  worker: "auth_worker",
  name: "verify",
  inputs: { key: bytes() },
  outputs: z.boolean(),
});
const g = new GraphBuilder({ inputs: { bits: z.int(), name: z.string() }, outputs: z.boolean() });

it("gives each input a ref of its type", () => {
  expectTypeOf(g.inputs.bits).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.inputs.name).toEqualTypeOf<Ref<string>>();
  expectTypeOf(new GraphBuilder({ inputs: z.int(), outputs: z.int() }).inputs).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error There is no such input.
  expectTypeOf(g.inputs.bytes).toBeAny();
});

it("gives a task's outputs by port, or one ref for a single value", () => {
  const pair = g.task(genrsa({ numbits: 1, passphrase: new Uint8Array() }));
  expectTypeOf(pair.private_key).toEqualTypeOf<Ref<Uint8Array>>();
  expectTypeOf(g.task(verify({ key: pair.public_key }))).toEqualTypeOf<Ref<boolean>>();
  // @ts-expect-error There is no such output.
  expectTypeOf(pair.secret).toBeAny();
});

it("takes refs and plain values of the declared type only", () => {
  const passphrase = g.const(new Uint8Array());
  expectTypeOf(genrsa).toBeCallableWith({ numbits: 1, passphrase });
  genrsa({ numbits: g.inputs.bits, passphrase });
  genrsa({ numbits: 1, passphrase, comment: g.inputs.name });
  // @ts-expect-error passphrase is missing.
  genrsa({ numbits: 1 });
  // @ts-expect-error A string is no number.
  genrsa({ numbits: "4096", passphrase });
  // @ts-expect-error A ref to a string is no ref to a number.
  genrsa({ numbits: g.inputs.name, passphrase });
  // @ts-expect-error There is no such input.
  genrsa({ numbits: 1, passphrase, passphrases: passphrase });
  // @ts-expect-error A ref to a number is no ref to bytes.
  genrsa({ numbits: 1, passphrase: g.inputs.bits });
});

it("gives a const the type of its value", () => {
  expectTypeOf(g.const("dummymessage")).toEqualTypeOf<Ref<string>>();
  expectTypeOf(g.const(4096)).toEqualTypeOf<Ref<number>>();
  expectTypeOf(g.const([1, 2])).toEqualTypeOf<Ref<number[]>>();
});

it("takes outputs of the declared types only", () => {
  expectTypeOf(g.outputs).toBeCallableWith(g.const(true));
  g.outputs(g.const(true));
  g.outputs(true);
  // @ts-expect-error A string is no boolean.
  g.outputs("true");
  // @ts-expect-error A ref to a number is no ref to a boolean.
  g.outputs(g.inputs.bits);
  const two = new GraphBuilder({ outputs: { a: z.int(), b: z.string() } });
  two.outputs({ a: 1, b: two.const("x") });
  // @ts-expect-error b is missing.
  two.outputs({ a: 1 });
  // @ts-expect-error There is no output c.
  two.outputs({ a: 1, b: "x", c: 2 });
});

it("is a graph with the types of its inputs and outputs", () => {
  expectTypeOf(g).toExtend<TypedGraph<{ readonly bits: number; readonly name: string }, boolean>>();
  const single = new GraphBuilder({ inputs: z.string(), outputs: { a: z.int(), b: bytes() } });
  expectTypeOf(single).toExtend<TypedGraph<string, { readonly a: number; readonly b: Uint8Array }>>();
  // @ts-expect-error The output is no string.
  const wrong: TypedGraph<{ readonly bits: number; readonly name: string }, string> = g;
  expectTypeOf(wrong).not.toBeAny();
});

it("makes a task of a program", () => {
  expectTypeOf(g.task(script("tee", g.const("text")))).toEqualTypeOf<Ref<Uint8Array>>();
  // @ts-expect-error A script's name is a string.
  script(5, g.const("text"));
});

it("types tasks that are made by functions of types", () => {
  const first = <T extends z.ZodType>(type: T) =>
    defineTask({
      worker: "lists",
      name: "first",
      inputs: { list: z.array(type) },
      outputs: { item: type, rest: z.array(type) },
    });
  const { item, rest } = g.task(first(z.string())({ list: ["a"] }));
  expectTypeOf(item).toEqualTypeOf<Ref<string>>();
  expectTypeOf(rest).toEqualTypeOf<Ref<string[]>>();
  // @ts-expect-error Numbers are no strings.
  first(z.string())({ list: [1] });
});

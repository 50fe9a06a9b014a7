import { expect, it } from "vitest";
import { propertyOf, stubsOf } from "./helpers/schema.ts";

// What the parser of Tierkreis for Python takes, and what it refuses or gets wrong: here all of it is taken.
it.each([
  ["integer", "z.int()"],
  ["bool", "z.boolean()"],
  ["float", "z.number()"],
  ["Array<string>", "z.array(z.string())"],
  ["Record<Array<integer>>", "z.record(z.string(), z.array(z.int()))"],
  ["int", "z.int()"],
  ["boolean", "z.boolean()"],
  ["float32", "z.number()"],
  ["float64", "z.number()"],
  ["double", "z.number()"],
  ["decimal128", "z.string().regex(/^-?\\d+(\\.\\d+)?$/)"],
  ["numeric", "z.number()"],
  ["url", "z.string()"],
  ["null", "z.null()"],
  ["unknown", "z.unknown()"],
  ["integer[]", "z.array(z.int())"],
  ["string | integer", "z.union([z.string(), z.int()])"],
])("takes %s", async (type, zod) => {
  expect(await propertyOf(type)).toBe(zod);
});

it.each([
  ["a missing last semicolon", "interface w { x(): string }", "value: z.string()"],
  [
    "a model named like a builtin",
    "model stringList { a: string; } interface w { x(): stringList; }",
    "stringList",
  ],
  ["another of them", "model bytesBlob { a: bytes; } interface w { x(): bytesBlob; }", "value: bytesBlob"],
  ["optional parameters", "interface w { x(a?: integer): string; }", "a: z.int().optional()"],
  ["defaults", "interface w { x(a: integer = 3): string; }", "a: z.int().default(3)"],
  ["enums", "enum E { a, b } interface w { x(a: E): string; }", 'E = z.enum(["a", "b"])'],
  [
    "extends",
    "model A { a: string; } model B extends A { b: string; } interface w { x(): B; }",
    "b: z.string()",
  ],
  ["commas in models", "model A { a: string, b: integer } interface w { x(): A; }", "b: z.int()"],
  ["comments", "// one\n/* two */ interface w { /* three */ x(): string; // four\n}", "value: z.string()"],
  ["namespaces", "namespace N; interface w { x(): string; }", 'worker: "w"'],
  ["instantiated generics", "model C<T> { c: T; } interface w { x(): C<integer>; }", "value: C(z.int())"],
  ["an interface name with a dash", "interface `my-worker` { x(): string; }", 'worker: "my-worker"'],
])("takes %s", async (_, schema, expected) => {
  const { code, diagnostics } = await stubsOf(schema);
  expect(diagnostics).toEqual([]);
  expect(code).toContain(expected);
});

it("does not ignore a second interface or trailing garbage", async () => {
  const second = await stubsOf("interface w { x(): string; }\ninterface v { y(): string; }");
  expect(second.diagnostics).toEqual([
    "schema.tsp:2:11 - warning @tierkreis/typespec-codegen/multiple-interfaces: Interface 'v' is a second worker in one schema, beside 'w'. A schema describes one worker.",
  ]);
  const garbage = await stubsOf("interface w { x(): string; }\n)) garbage");
  expect(garbage.diagnostics).toEqual(["schema.tsp:2:1 - error token-expected: Statement expected."]);
  expect(garbage.code).toBe("");
});

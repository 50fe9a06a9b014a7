import { expect, it } from "vitest";
import { z } from "zod";
import { toPortSchema } from "../../src/ports/to-port-schema.ts";
import { bytes, complex, graph } from "../../src/ports/words.ts";
import { checkValue } from "../../src/value/check.ts";
import { toValue } from "../../src/value/to-value.ts";
import { Complex, Float } from "../../src/value/value.ts";

const bytesSchema = { type: "string", "x-tierkreis": "bytes" };
const bigintSchema = { type: "integer", "x-tierkreis": "bigint" };

it.each<[string, z.ZodType, unknown]>([
  ["null", z.null(), { type: "null" }],
  ["boolean", z.boolean(), { type: "boolean" }],
  ["number", z.number(), { type: "number" }],
  ["number with bounds", z.number().min(1).lt(5), { type: "number", minimum: 1, exclusiveMaximum: 5 }],
  ["float64, which takes infinities", z.float64(), { type: "number" }],
  ["float32, which takes infinities", z.float32(), { type: "number" }],
  ["int without the bounds of JavaScript", z.int(), { type: "integer" }],
  ["int with bounds of its own", z.int().min(-5), { type: "integer", minimum: -5 }],
  ["int32", z.int32(), { type: "integer", minimum: -2147483648, maximum: 2147483647 }],
  ["bigint", z.bigint(), bigintSchema],
  ["int64", z.int64(), bigintSchema],
  ["uint64", z.uint64(), { ...bigintSchema, minimum: 0 }],
  [
    "string with constraints",
    z.string().min(1).max(3).regex(/^a/),
    { type: "string", minLength: 1, maxLength: 3, pattern: "^a" },
  ],
  ["string whose pattern has flags that JSON Schema lacks", z.string().regex(/^a/i), { type: "string" }],
  [
    "string with one such pattern of two",
    z.string().regex(/^a/i).regex(/b/),
    { type: "string", pattern: "b" },
  ],
  ["literal", z.literal("a"), { type: "string", const: "a" }],
  ["literals", z.literal(["a", 1, null]), { enum: ["a", 1, null] }],
  ["bigint literal", z.literal(5n), { ...bigintSchema, enum: [5] }],
  ["enum", z.enum(["a", "b"]), { type: "string", enum: ["a", "b"] }],
  ["list", z.array(z.int()).min(1), { type: "array", items: { type: "integer" }, minItems: 1 }],
  [
    "tuple",
    z.tuple([z.int(), z.string()]),
    {
      type: "array",
      prefixItems: [{ type: "integer" }, { type: "string" }],
      items: false,
      minItems: 2,
      maxItems: 2,
    },
  ],
  [
    "object, which takes further keys; what is optional or has a default may be missing",
    z.object({ a: z.int(), b: z.string().optional(), c: z.int().default(3) }),
    {
      type: "object",
      properties: { a: { type: "integer" }, b: { type: "string" }, c: { type: "integer", default: 3 } },
      required: ["a"],
    },
  ],
  [
    "strict object",
    z.strictObject({ a: z.int() }),
    { type: "object", properties: { a: { type: "integer" } }, required: ["a"], additionalProperties: false },
  ],
  [
    "record",
    z.record(z.string(), z.int()),
    { type: "object", propertyNames: { type: "string" }, additionalProperties: { type: "integer" } },
  ],
  ["union", z.union([bytes(), z.null()]), { anyOf: [bytesSchema, { type: "null" }] }],
  ["nullable", z.int().nullable(), { type: ["integer", "null"] }],
  ["optional", z.int().optional(), { type: "integer" }],
  ["description", z.int().describe("how many"), { type: "integer", description: "how many" }],
  ["unknown", z.unknown(), {}],
  ["bytes", bytes(), bytesSchema],
  ["a Uint8Array by zod's own means", z.instanceof(Uint8Array), bytesSchema],
  [
    "described and refined bytes",
    bytes()
      .describe("raw")
      .refine(() => true),
    { ...bytesSchema, description: "raw" },
  ],
  ["complex", complex(), { "x-tierkreis": "complex" }],
  ["described complex", complex().describe("z"), { "x-tierkreis": "complex", description: "z" }],
  ["graph", graph({ inputs: z.int(), outputs: z.int() }), { "x-tierkreis": "graph" }],
  [
    "refined graph",
    graph({ inputs: z.int(), outputs: z.int() }).refine(() => true),
    { "x-tierkreis": "graph" },
  ],
  [
    "default of bytes, encoded",
    bytes().default(new Uint8Array([1])),
    { ...bytesSchema, default: { __tkr_bytes__: true, bytes: "AQ==" } },
  ],
  ["default bigint", z.bigint().default(5n), { ...bigintSchema, default: 5 }],
])("says %s", (_, type, schema) => {
  expect(toPortSchema(type)).toEqual(schema);
});

interface Tree {
  value: number;
  kids: Tree[];
}

const tree: z.ZodType<Tree> = z.object({
  value: z.int(),
  get kids() {
    return z.array(tree);
  },
});

it("says recursive types, also inside others", () => {
  const value = toValue({ value: 1, kids: [{ value: 2, kids: [] }] });
  const wrong = toValue({ value: 1, kids: [{ value: "x", kids: [] }] });
  expect(checkValue(value, toPortSchema(tree))).toBeUndefined();
  expect(checkValue(wrong, toPortSchema(tree))?.path).toBe(".kids[0].value");
  const forest = toPortSchema(z.object({ one: tree, two: z.array(tree) }));
  expect(
    checkValue(toValue({ one: { value: 1, kids: [] }, two: [{ value: 2, kids: [{}] }] }), forest)?.path,
  ).toBe(".two[0].kids[0]");
});

it("is the same each time", () => {
  const type = z.object({ b: tree, a: z.union([bytes(), z.array(complex())]) });
  expect(JSON.stringify(toPortSchema(type))).toBe(JSON.stringify(toPortSchema(type)));
});

it("lets a number port take NaN and infinities, and a float for a whole number", () => {
  const schema = toPortSchema(z.number());
  expect(checkValue(toValue(NaN, schema), schema)).toBeUndefined();
  expect(checkValue(toValue(-Infinity, schema), schema)).toBeUndefined();
  expect(toValue(3, toPortSchema(z.number().nullable()))).toEqual(new Float(3));
  expect(toValue([1, 2], toPortSchema(complex()))).toEqual(new Complex(1, 2));
});

class Point {
  readonly x = 1;
}

it.each<[z.ZodType, string]>([
  [z.date(), "is a Date"],
  [z.map(z.string(), z.int()), "is a Map"],
  [z.set(z.int()), "is a Set"],
  [z.symbol(), "is a symbol"],
  [z.undefined(), "is undefined"],
  [z.literal(undefined), "is undefined"],
  [z.void(), "is void"],
  [z.never(), "is never"],
  [z.nan(), "is only NaN"],
  [z.instanceof(Point), "is a class"],
  [z.custom<() => void>((thing) => typeof thing === "function"), "is a class or custom type"],
  [z.custom(() => true), "is a class or custom type"],
  [z.string().transform((text) => text.length), "is a transform or pipe"],
  [z.preprocess((thing) => thing, z.int()), "transform"],
  [z.coerce.number(), "is coerced"],
  [z.stringbool(), "transform"],
  [z.lazy(() => z.date()), "is a Date"],
  [z.object({ a: z.array(z.object({ b: z.tuple([z.int(), z.date()]) })) }), "at .a[].b[1] is a Date"],
  [z.record(z.string(), z.set(z.int())), "at [key] is a Set"],
  [z.union([z.int(), z.object({ when: z.date() })]), "at .when is a Date"],
  [z.object({}).catchall(z.date()), "at [key] is a Date"],
])("refuses %o, which no other language could carry", (type, words) => {
  expect(() => toPortSchema(type)).toThrow(
    expect.objectContaining({ code: "TKR_TYPE_UNSUPPORTED", message: expect.stringContaining(words) }),
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import type { PortSchema } from "../../src/ports/schema.ts";
import { checkValue } from "../../src/value/check.ts";
import { parseJson } from "../../src/value/json.ts";
import { toValue } from "../../src/value/to-value.ts";
import { Complex, Float, GraphValue, type Value } from "../../src/value/value.ts";

const number: PortSchema = { type: "number" };
const integer: PortSchema = { type: "integer" };
const text: PortSchema = { type: "string" };
const bytes: PortSchema = { type: "string", "x-tierkreis": "bytes" };
const graph = new GraphValue({
  nodes: [],
  fixed_inputs: {},
  graph_inputs: [],
  graph_output_idx: null,
  named_nodes: {},
});

it.each<[string, Value, PortSchema]>([
  ["an integer", 1, integer],
  ["an integer of any size", 10n ** 40n, integer],
  ["an integer for a bigint", 1, { type: "integer", "x-tierkreis": "bigint" }],
  ["an integer for a number", 1, number],
  ["a whole float for a number", new Float(3), number],
  ["a fraction for a number", 0.5, number],
  ["NaN for a number", new Float(NaN), number],
  ["an infinity for a number", new Float(-Infinity), number],
  ["bytes", new Uint8Array(), bytes],
  ["a complex number", new Complex(1, 2), { "x-tierkreis": "complex" }],
  ["a graph", graph, { "x-tierkreis": "graph" }],
  ["a graph that is still a document", new Map([["nodes", []]]), { "x-tierkreis": "graph" }],
  ["null", null, { type: "null" }],
  ["anything where nothing is said", new Complex(1, 2), {}],
  ["one of several types", null, { type: ["string", "null"] }],
  ["a constant", "a", { const: "a" }],
  ["a float that equals a constant", new Float(1), { const: 1 }],
  ["one of an enum", 2, { enum: [1, 2] }],
  ["a member of a union", "x", { anyOf: [integer, text] }],
  ["the only member of a oneOf", 1, { oneOf: [integer, text] }],
  [
    "both parts of an intersection",
    toValue({ a: 1, b: "x" }),
    {
      allOf: [
        { type: "object", properties: { a: integer } },
        { type: "object", properties: { b: text } },
      ],
    },
  ],
  ["a list", [1, 2], { type: "array", items: integer, minItems: 2, maxItems: 2 }],
  ["a tuple", [1, "x"], { type: "array", prefixItems: [integer, text], items: false }],
  ["a tuple with a rest", [1, "x", "y"], { type: "array", prefixItems: [integer], items: text }],
  ["further keys", toValue({ a: 1, b: 2 }), { type: "object", properties: { a: integer } }],
  [
    "a record",
    toValue({ a: 1, b: 2 }),
    { type: "object", additionalProperties: integer, propertyNames: { enum: ["a", "b"] } },
  ],
  ["a length in characters", "😀", { type: "string", minLength: 1, maxLength: 1 }],
  ["a multiple of a fraction", 0.3, { type: "number", multipleOf: 0.1 }],
  ["a multiple of any size", 10n ** 30n, { type: "integer", multipleOf: 5 }],
  ["bounds", 5, { type: "integer", minimum: 5, maximum: 5, exclusiveMinimum: 4, exclusiveMaximum: 6 }],
  ["a pattern", "abc", { type: "string", pattern: "^a.c$" }],
  ["a reference to nothing", 1, { $ref: "#/$defs/Gone" }],
])("takes %s", (_, value, schema) => {
  expect(checkValue(value, schema)).toBeUndefined();
});

it.each<[Value, PortSchema, string, string, string]>([
  ["x", integer, "", "integer", 'the string "x"'],
  [0.5, integer, "", "integer", "0.5"],
  [new Float(3), integer, "", "integer", "3.0"],
  [new Float(3), { type: "integer", "x-tierkreis": "bigint" }, "", "integer", "3.0"],
  [true, number, "", "number", "true"],
  ["x", bytes, "", "bytes", 'the string "x"'],
  [new Uint8Array(3), text, "", "string", "3 bytes"],
  [[1, 2], { "x-tierkreis": "complex" }, "", "complex", "a list of 2"],
  [null, { "x-tierkreis": "graph" }, "", "graph", "null"],
  [[1, "x", 2], { type: "array", items: integer }, "[1]", "integer", 'the string "x"'],
  [
    toValue({ a: { "b c": [true] } }),
    {
      type: "object",
      properties: { a: { type: "object", additionalProperties: { type: "array", items: text } } },
    },
    '.a["b c"][0]',
    "string",
    "true",
  ],
  [new Map(), { type: "object", required: ["a"] }, "", 'object with the key "a"', "an object with 0 keys"],
  [
    toValue({ b: 1 }),
    { type: "object", properties: {}, additionalProperties: false },
    "",
    'object without the key "b"',
    "an object with 1 keys",
  ],
  [
    toValue({ c: 1 }),
    { type: "object", additionalProperties: integer, propertyNames: { enum: ["a"] } },
    "",
    'keys: "a", not "c"',
    "an object with 1 keys",
  ],
  [4, { type: "integer", minimum: 5 }, "", "integer >= 5", "4"],
  [new Float(NaN), { type: "number", minimum: 5 }, "", "number >= 5", "NaN"],
  [10n ** 20n, { type: "integer", maximum: 5 }, "", "integer <= 5", "100000000000000000000"],
  [0.31, { type: "number", multipleOf: 0.1 }, "", "multiple of 0.1", "0.31"],
  ["abc", { type: "string", maxLength: 2 }, "", "string of at most 2 characters", 'the string "abc"'],
  ["abc", { type: "string", pattern: "^x" }, "", "string like /^x/", 'the string "abc"'],
  [[1], { type: "array", minItems: 2 }, "", "list of at least 2", "a list of 1"],
  [[1, 2], { type: "array", prefixItems: [integer], items: false }, "", "list of at most 1", "a list of 2"],
  ["c", { enum: ["a", "b"] }, "", '"a" or "b"', 'the string "c"'],
  [true, { anyOf: [integer, text] }, "", "integer or string", "true"],
])("says how %o differs from %o", (value, schema, path, expected, found) => {
  expect(checkValue(value, schema)).toEqual({ path, expected, found });
});

it("says what is wrong inside the member of a union that was meant", () => {
  const schema: PortSchema = {
    anyOf: [{ type: "null" }, { type: "object", properties: { a: integer }, required: ["a"] }],
  };
  expect(checkValue(toValue({ a: "x" }), schema)).toEqual({
    path: ".a",
    expected: "integer",
    found: 'the string "x"',
  });
});

it("comes back to other members of a union only for what the union is about", () => {
  const schema: PortSchema = {
    type: "object",
    properties: {
      a: {
        anyOf: [
          { type: "array", items: integer },
          { type: "array", items: number },
        ],
      },
      b: integer,
    },
  };
  expect(checkValue(toValue({ a: [1, 0.5], b: 1 }), schema)).toBeUndefined();
  expect(checkValue(toValue({ a: [1, 0.5], b: "x" }), schema)).toEqual({
    path: ".b",
    expected: "integer",
    found: 'the string "x"',
  });
});

it("takes the number tokens of a schema that was read from a document", () => {
  const schema = parseJson(
    '{"type": "number", "minimum": 1e-07, "enum": [1.0, 2.5]}',
  ) as unknown as PortSchema;
  expect(checkValue(1, schema)).toBeUndefined();
  expect(checkValue(new Float(1), schema)).toBeUndefined();
  expect(checkValue(0, { type: "number", minimum: schema.minimum! })).toMatchObject({ found: "0" });
});

const list: PortSchema = {
  $ref: "#/$defs/List",
  $defs: {
    List: {
      anyOf: [
        { type: "null" },
        {
          type: "object",
          properties: { v: integer, next: { $ref: "#/$defs/List" } },
          required: ["v", "next"],
        },
      ],
    },
  },
};

/** Two members that begin alike: trying both at each level would take for ever. */
const twins: PortSchema = {
  anyOf: ["a", "b"].map((kind) => ({
    type: "object",
    properties: { next: { $ref: "#" }, kind: { const: kind } },
    required: ["next"],
  })),
};

it("checks recursive types at any depth", () => {
  let good: unknown = null;
  let bad: unknown = "x";
  for (let depth = 0; depth < 100_000; depth++) {
    good = { v: depth, next: good };
    bad = { v: depth, next: bad };
  }
  expect(checkValue(toValue(good), list)).toBeUndefined();
  expect(checkValue(toValue(bad), list)).toMatchObject({
    expected: "null or object",
    found: 'the string "x"',
  });
});

it("takes no longer for nested unions whose members begin alike", () => {
  let nested: unknown = { next: 5 };
  for (let depth = 0; depth < 2000; depth++) nested = { next: nested, kind: "b" };
  expect(checkValue(toValue(nested), twins)).toMatchObject({ found: "5" });
});

it("refuses a union that is only a member of itself", () => {
  const self: PortSchema = { $ref: "#/$defs/A", $defs: { A: { anyOf: [{ $ref: "#/$defs/A" }] } } };
  expect(checkValue(1, self)).toMatchObject({ path: "", found: "1" });
  expect(
    checkValue(1, { $ref: "#/$defs/A", $defs: { A: { anyOf: [{ $ref: "#/$defs/A" }, integer] } } }),
  ).toBeUndefined();
});

it("takes a long list of numbers in one pass", () => {
  const numbers = Array.from({ length: 300_000 }, (_, index) => index);
  expect(checkValue(numbers, { type: "array", items: number })).toBeUndefined();
  expect(checkValue([...numbers, "x"], { type: "array", items: number })?.path).toBe("[300000]");
});

it("takes whatever JSON data a schema made from it describes", () => {
  const schemaOf = (js: unknown): PortSchema => {
    if (js === null) return { type: "null" };
    if (Array.isArray(js)) return { type: "array", prefixItems: js.map(schemaOf), items: false };
    if (typeof js !== "object") return { type: typeof js as "string" | "number" | "boolean" };
    const fields = Object.entries(js).map(
      ([key, field]) => [key, { anyOf: [schemaOf(field), { type: "null" }] }] as const,
    );
    return {
      type: "object",
      properties: Object.fromEntries(fields),
      required: Object.keys(js),
      additionalProperties: false,
    };
  };
  fc.assert(
    fc.property(fc.jsonValue(), (js) => {
      expect(checkValue(toValue(js), schemaOf(js))).toBeUndefined();
    }),
  );
});

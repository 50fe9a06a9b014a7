import fc from "fast-check";
import { expect, it } from "vitest";
import type { PortSchema } from "../../src/ports/schema.ts";
import { decodeValue, encodeValue } from "../../src/value/codec.ts";
import { fromValue } from "../../src/value/from-value.ts";
import { toValue } from "../../src/value/to-value.ts";
import { Complex, Float, GraphValue } from "../../src/value/value.ts";

const encode = (js: unknown, type?: PortSchema) =>
  new TextDecoder().decode(encodeValue(toValue(js, type), type));
const decode = (stored: string, type?: PortSchema) =>
  fromValue(decodeValue(new TextEncoder().encode(stored), type), type);

const number: PortSchema = { type: "number" };
const integer: PortSchema = { type: "integer" };
const bigint: PortSchema = { type: "integer", "x-tierkreis": "bigint" };

it("makes a whole number an integer, and a float where a number is declared", () => {
  expect(encode(3)).toBe("3");
  expect(encode(3, integer)).toBe("3");
  expect(encode(3, number)).toBe("3.0");
  expect(encode([1, 2.5], { type: "array", items: number })).toBe("[1.0,2.5]");
  expect(encode({ a: 1, b: 1 }, { type: "object", properties: { a: number, b: integer } })).toBe(
    '{"a":1.0,"b":1}',
  );
  expect(encode(3, { anyOf: [integer, number] })).toBe("3");
  expect(encode([1, "x"], { type: "array", prefixItems: [number, { type: "string" }] })).toBe('[1.0,"x"]');
});

it("keeps -0, NaN, infinities and numbers beyond the safe integers as floats", () => {
  expect(encode([-0, NaN, Infinity, 1e21, 0.1])).toBe("[-0.0,NaN,Infinity,1e+21,0.1]");
});

it("takes bigints of any size", () => {
  expect(encode([5n, 2n ** 64n])).toBe("[5,18446744073709551616]");
});

it("leaves out properties that are undefined", () => {
  expect(encode({ a: undefined, b: 1 })).toBe('{"b":1}');
});

it("takes maps, objects without prototype, bytes in any view, and complex numbers", () => {
  expect(encode(new Map([["__proto__", 1]]))).toBe('{"__proto__":1}');
  expect(encode(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
  expect(encode([Buffer.from("hi"), new DataView(new ArrayBuffer(1)), new ArrayBuffer(2)])).toBe(
    '[{"__tkr_bytes__":true,"bytes":"aGk="},{"__tkr_bytes__":true,"bytes":"AA=="},{"__tkr_bytes__":true,"bytes":"AAA="}]',
  );
  expect(encode(new Complex(1, 2))).toBe("[1.0,2.0]");
});

it("takes a pair where a complex number is declared", () => {
  expect(toValue([1, 2], { "x-tierkreis": "complex" })).toEqual(new Complex(1, 2));
});

class Point {
  readonly x = 1;
}

it.each([
  [new Date(0), "", "a Date"],
  [{ when: [new Date(0)] }, " at .when[0]", "a Date"],
  [{ "odd key": () => 1 }, ' at ["odd key"]', "a function"],
  [[Symbol("s")], " at [0]", "a symbol"],
  [[1, undefined], " at [1]", "undefined"],
  [undefined, "", "undefined"],
  [{ a: { b: new Point() } }, " at .a.b", "a Point"],
  [new Set([1]), "", "a Set"],
  [new Map([[1, 2]]), "", "a Map with a key that is a number"],
  [Promise.resolve(1), "", "a Promise"],
  [/x/, "", "a RegExp"],
])("refuses %o and says where it is", (js, place, what) => {
  expect(() => toValue(js)).toThrow(
    expect.objectContaining({
      code: "TKR_VALUE_INVALID",
      message: expect.stringContaining(`The value${place} is ${what}`),
    }),
  );
});

it("refuses cycles, and takes an object that occurs twice", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = [cycle];
  expect(() => toValue(cycle)).toThrow(
    expect.objectContaining({ code: "TKR_VALUE_INVALID", message: expect.stringContaining(".self[0]") }),
  );
  const twice = { a: 1 };
  expect(encode([twice, twice])).toBe('[{"a":1},{"a":1}]');
});

it("gives plain JavaScript values", () => {
  expect(
    decode('{"a": [1, 1.0, 0.5, null, "x", true], "b": {"__tkr_bytes__": true, "bytes": "aGk="}}'),
  ).toStrictEqual({
    a: [1, 1, 0.5, null, "x", true],
    b: new Uint8Array([104, 105]),
  });
});

it("gives bigints where they are declared, and where nothing is declared only for unsafe integers", () => {
  expect(decode("5", bigint)).toBe(5n);
  expect(decode("[5, 18446744073709551616]", { type: "array", items: bigint })).toEqual([5n, 2n ** 64n]);
  expect(decode("[5, 18446744073709551616]")).toEqual([5, 2n ** 64n]);
  expect(decode("18446744073709551616", {})).toBe(2n ** 64n);
});

it("refuses an unsafe integer for a number, says where it is and what to declare", () => {
  const type: PortSchema = { type: "object", properties: { ids: { type: "array", items: integer } } };
  expect(() => decode('{"ids": [1, 9007199254740993]}', type)).toThrow(
    expect.objectContaining({
      code: "TKR_INTEGER_UNSAFE",
      message:
        "The integer 9007199254740993 at .ids[1] is beyond ±(2^53-1), where a JavaScript number is no longer exact. Declare what stands there as z.bigint().",
    }),
  );
});

it.each<[string, PortSchema, string, RegExp]>([
  ["alone", integer, "9007199254740993", /The integer 9007199254740993 is .* Declare it as z\.bigint\(\)\.$/],
  [
    "where a number is declared",
    { type: "number" },
    "9007199254740993",
    /as z\.bigint\(\), or let the task write a float\.$/,
  ],
  [
    "at the end of a long value",
    { type: "array", items: { type: "object", additionalProperties: integer } },
    `[${'{"a":1},'.repeat(1000)}{"a":-9007199254740993}]`,
    /The integer -9007199254740993 at \[1000\]\.a is .* Declare what stands there as z\.bigint\(\)\.$/,
  ],
])("says what to declare for an unsafe integer %s", (_, type, stored, message) => {
  expect(() => decode(stored, type)).toThrow(message);
});

it("keeps __proto__ a key of its own", () => {
  const object = decode('{"__proto__": {"polluted": 1}}') as Record<string, unknown>;
  expect(Object.keys(object)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect(encode(object)).toBe('{"__proto__":{"polluted":1}}');
});

it("fills in declared defaults", () => {
  const type: PortSchema = {
    type: "object",
    properties: { a: { type: "integer", default: 7 }, b: { type: "integer" } },
  };
  expect(decode("{}", type)).toEqual({ a: 7 });
  expect(decode('{"a": 1}', type)).toEqual({ a: 1 });
});

it("passes complex numbers and graphs through as they are", () => {
  const graph = new GraphValue({
    nodes: [],
    fixed_inputs: {},
    graph_inputs: [],
    graph_output_idx: null,
    named_nodes: {},
  });
  expect(fromValue(toValue([new Complex(1, 2), graph]))).toEqual([new Complex(1, 2), graph]);
  expect(encode(graph)).toBe(
    '{"nodes":[],"fixed_inputs":{},"graph_inputs":[],"graph_output_idx":null,"named_nodes":{}}',
  );
});

it("takes whatever can give a graph document for a graph", () => {
  const graph = { nodes: [], fixed_inputs: {}, graph_inputs: [], graph_output_idx: null, named_nodes: {} };
  class Builder {
    getData() {
      return graph;
    }
  }
  const value = toValue({ body: new Builder() }) as ReadonlyMap<string, GraphValue>;
  expect(value.get("body")).toEqual(new GraphValue(graph));
  expect(toValue(value.get("body"))).toBe(value.get("body"));
  expect(value.get("body")?.getData()).toBe(graph);
});

it("makes a whole number a float where a number or nothing may be", () => {
  expect(encode(3, { type: ["number", "null"] })).toBe("3.0");
  expect(encode(3, { type: ["integer", "number"] })).toBe("3");
});

it("reads defaults as they stand in a document", () => {
  const type: PortSchema = {
    type: "object",
    properties: {
      raw: { type: "string", "x-tierkreis": "bytes", default: { __tkr_bytes__: true, bytes: "aGk=" } },
    },
  };
  expect(decode("{}", type)).toEqual({ raw: new Uint8Array([104, 105]) });
});

it("converts any depth", () => {
  let deep: unknown = new Float(1);
  for (let depth = 0; depth < 100_000; depth++) deep = depth % 2 === 0 ? [deep] : { a: deep };
  const value = toValue(deep);
  expect(encodeValue(toValue(fromValue(value))).length).toBe(encodeValue(value).length - 2);
});

it("gives JSON data back as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (js) => {
      expect(fromValue(decodeValue(encodeValue(toValue([js]))))).toEqual([js]);
    }),
    { numRuns: 1000 },
  );
});

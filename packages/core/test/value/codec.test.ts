import fc from "fast-check";
import { expect, it } from "vitest";
import type { PortSchema } from "../../src/ports/schema.ts";
import { decodeValue, encodeValue } from "../../src/value/codec.ts";
import { Complex, Float, type Value } from "../../src/value/value.ts";
import { throughPython } from "./python.ts";
import { anyValue } from "./values.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (stored: Uint8Array) => new TextDecoder().decode(stored);
const decode = (stored: string, type?: PortSchema) => decodeValue(bytes(stored), type);
const encode = (value: Value, type?: PortSchema) => text(encodeValue(value, type));
const objectOf = (fields: Record<string, Value>) => new Map(Object.entries(fields));

const bytesType: PortSchema = { type: "string", "x-tierkreis": "bytes" };
const complexType: PortSchema = { "x-tierkreis": "complex" };
const integerType: PortSchema = { type: "integer" };
const maybeBytes: PortSchema = { anyOf: [bytesType, { type: "null" }] };

it("stores bytes at top level as they are", () => {
  expect(encodeValue(new Uint8Array([0, 255, 10]))).toEqual(new Uint8Array([0, 255, 10]));
  expect(decode("true", bytesType)).toEqual(bytes("true"));
  expect(decode('{"a":1}', bytesType)).toEqual(bytes('{"a":1}'));
});

it("reads bytes that nobody declared as JSON where they are JSON, as Python does", () => {
  expect(decode("true")).toBe(true);
  expect(decode('{"a":1}')).toEqual(objectOf({ a: 1 }));
  expect(decode("null")).toBe(null);
  expect(decode("tru")).toEqual(bytes("tru"));
  expect(decode("")).toEqual(new Uint8Array());
  expect(decodeValue(new Uint8Array([0x22, 0xff, 0x22]))).toEqual(new Uint8Array([0x22, 0xff, 0x22]));
});

it("refuses what is no JSON where anything but bytes is declared", () => {
  expect(() => decode("abc", { type: "string" })).toThrow(
    expect.objectContaining({ code: "TKR_VALUE_INVALID" }),
  );
  expect(() => decodeValue(new Uint8Array([0xff]), integerType)).toThrow(
    expect.objectContaining({ code: "TKR_VALUE_INVALID", message: expect.stringContaining("UTF-8") }),
  );
});

it("gives a plain Uint8Array for a Buffer", () => {
  expect(decodeValue(Buffer.from("x"), bytesType)).toStrictEqual(bytes("x"));
});

it("writes bytes inside a value as the object that Python reads as bytes", () => {
  expect(encode([bytes("hi")])).toBe('[{"__tkr_bytes__":true,"bytes":"aGk="}]');
  expect(decode('[{"__tkr_bytes__": true, "bytes": "aGk="}]')).toEqual([bytes("hi")]);
  expect(decode('{"bytes": "aGk=", "__tkr_bytes__": true}')).toEqual(bytes("hi"));
});

it.each([
  '{"__tkr_bytes__":true}',
  '{"__tkr_bytes__":false,"bytes":"aGk="}',
  '{"__tkr_bytes__":true,"bytes":"aGk"}',
  '{"__tkr_bytes__":true,"bytes":5}',
  '{"__tkr_bytes__":true,"bytes":"aGk=","more":1}',
  '{"__tkr_complex__":[1]}',
  '{"__tkr_complex__":[1,"2"]}',
  '{"__tkr_complex__":[1,2],"more":1}',
])("takes %s for an object like any other", (stored) => {
  expect(decode(stored)).toBeInstanceOf(Map);
  expect(encode(decode(stored))).toBe(stored);
});

it("escapes a user's object that looks like bytes or a complex number, so that Python sees a harmless object", () => {
  const looksLikeBytes = objectOf({ __tkr_bytes__: true, bytes: "aGk=" });
  expect(encode(looksLikeBytes)).toBe('{"__tkr_bytes__~":true,"bytes":"aGk="}');
  expect(decode(encode(looksLikeBytes))).toEqual(looksLikeBytes);
  const escaped = objectOf({ "__tkr_bytes__~": true, bytes: "aGk=" });
  expect(encode(escaped)).toBe('{"__tkr_bytes__~~":true,"bytes":"aGk="}');
  expect(decode(encode(escaped))).toEqual(escaped);
  expect(encode(objectOf({ __tkr_complex__: [1, 2] }))).toBe('{"__tkr_complex__~":[1,2]}');
});

it("writes a complex number as a pair and reads it where one is declared", () => {
  expect(encode(new Complex(1, -2.5))).toBe("[1.0,-2.5]");
  expect(decode("[1, -2.5]", complexType)).toEqual(new Complex(1, -2.5));
  expect(decode("[1, -2.5]")).toEqual([1, -2.5]);
  expect(decode("[[1.0, NaN], [0, 1]]", { type: "array", items: complexType })).toEqual([
    new Complex(1, NaN),
    new Complex(0, 1),
  ]);
});

it("reads the older form of a complex number and writes it so again", () => {
  expect(decode('{"__tkr_complex__": [1.0, 2.0]}')).toEqual(new Complex(1, 2, true));
  expect(encode(decode('{"__tkr_complex__": [1.0, 2.0]}', complexType))).toBe(
    '{"__tkr_complex__":[1.0,2.0]}',
  );
});

it("chooses the member of a union that fits", () => {
  const union: PortSchema = {
    anyOf: [complexType, { type: "array", items: { type: "string" } }, { type: "null" }],
  };
  expect(decode("[1, 2]", union)).toEqual(new Complex(1, 2));
  expect(decode('["a", "b"]', union)).toEqual(["a", "b"]);
  expect(decode("null", union)).toBe(null);
});

it("tells bytes from other members of a union", () => {
  expect(decode("null", maybeBytes)).toBe(null);
  expect(decode("true", maybeBytes)).toEqual(bytes("true"));
  expect(decode("\u0000", maybeBytes)).toEqual(bytes("\u0000"));
});

it("writes bytes that a union would read as something else in their nested form", () => {
  expect(encode(bytes("true"), maybeBytes)).toBe("true");
  expect(decode(encode(bytes("null"), maybeBytes), maybeBytes)).toEqual(bytes("null"));
  expect(decode(encode(null, maybeBytes), maybeBytes)).toBe(null);
});

it.each([
  ["3", 3],
  ["-0", 0],
  ["9007199254740991", 9007199254740991],
  ["-9007199254740991", -9007199254740991],
  ["9007199254740992", 9007199254740992n],
  ["-12345678901234567890", -12345678901234567890n],
  ["0.1", 0.1],
  ["3.0", new Float(3)],
  ["-0.0", new Float(-0)],
  ["NaN", new Float(NaN)],
  ["-Infinity", new Float(-Infinity)],
  ["1e2", new Float(100, "1e2")],
  ["1e-07", 1e-7],
  ["1e-7", new Float(1e-7, "1e-7")],
])("decodes %s", (stored, value) => {
  expect(decode(stored)).toStrictEqual(value);
});

it("keeps integers of ten thousand digits", () => {
  const digits = "9".repeat(10_000);
  expect(decode(digits)).toBe(BigInt(digits));
  expect(encode(decode(`[-${digits}]`))).toBe(`[-${digits}]`);
});

it("keeps every key of an object in its order", () => {
  const stored = '{"b":1,"2":2,"1":3,"__proto__":{"x":1},"constructor":4,"":5}';
  expect(encode(decode(stored))).toBe(stored);
  expect([...(decode(stored) as ReadonlyMap<string, Value>).keys()]).toEqual([
    "b",
    "2",
    "1",
    "__proto__",
    "constructor",
    "",
  ]);
});

it("takes the last of equal keys, as Python does", () => {
  expect(decode('{"a": 1, "b": 2, "a": 3}')).toEqual(objectOf({ a: 3, b: 2 }));
});

it("reads a byte order mark and any white space", () => {
  expect(decode("\ufeff \t\r\n[1 , 2]\n")).toEqual([1, 2]);
});

it("decodes and encodes any depth", () => {
  const deep = `${'[{"a":'.repeat(100_000)}1.0${"}]".repeat(100_000)}`;
  expect(encode(decode(deep)) === deep).toBe(true);
  const type: PortSchema = {
    $ref: "#/$defs/T",
    $defs: { T: { anyOf: [complexType, { type: "array", items: { $ref: "#/$defs/T" } }] } },
  };
  const nested = `${"[".repeat(100_000)}[1.0,2.0]${"]".repeat(100_000)}`;
  expect(encode(decode(nested, type)) === nested).toBe(true);
});

it("gives every value back as it was", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      // At top level bytes are stored raw, and need their declaration.
      const stored = encodeValue([value]);
      const back = decodeValue(stored);
      expect(back).toEqual([value]);
      expect(text(encodeValue(back))).toBe(text(stored));
    }),
    { numRuns: 2000 },
  );
});

it("writes what Python reads and prints as the same text", () => {
  const values = fc.sample(anyValue, 2000);
  const stored = values.map((value) => encode([value]));
  // Python has no memory of tokens: those it would print otherwise are left to the test above.
  const plain = stored.filter((json) => !/1e2|0\.10|1E5|1e-7|1e400|0\.10000000000000001/.test(json));
  expect(plain.length).toBeGreaterThan(1000);
  expect(throughPython(plain)).toEqual(plain);
});

it("writes each string as JSON.stringify does, in ASCII, short and long, alone and after others", () => {
  const ends = ["", "x", '"', "\\", "\n", "\u007f", "é", "\ud800"];
  const strings = [0, 1, 30, 31, 32, 33, 250, 70_000].flatMap((length) =>
    ends.flatMap((end) => [`${"a".repeat(length)}${end}`, `${end}${"a".repeat(length)}`]),
  );
  const literal = (one: string) =>
    JSON.stringify(one).replace(/[\u007f-\uffff]/g, (unit) => {
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
  expect(encode(strings)).toBe(`[${strings.map(literal).join(",")}]`);
  for (const one of strings)
    expect(encode(objectOf({ [one]: one }))).toBe(`{${literal(one)}:${literal(one)}}`);
});

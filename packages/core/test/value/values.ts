import fc from "fast-check";
import { Float, float, integer, type Value } from "../../src/value/value.ts";

/** Any string of UTF-16 code units, lone surrogates too. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

const anyKey = fc.oneof(
  anyString,
  fc.constantFrom(
    "__proto__",
    "constructor",
    "bytes",
    "__tkr_bytes__",
    "__tkr_complex__",
    "__tkr_bytes__~",
    "2",
    "1",
  ),
);

const anyFloat = fc.oneof(
  fc.double().map(float),
  fc
    .constantFrom("1e2", "0.10", "1E5", "1e-7", "1e400", "0.10000000000000001")
    .map((token) => new Float(Number(token), token)),
);

const anyInteger = fc.oneof(fc.maxSafeInteger(), fc.bigInt()).map(integer);

const reservedLooking = fc.constantFrom<ReadonlyMap<string, Value>>(
  new Map<string, Value>([
    ["__tkr_bytes__", true],
    ["bytes", "aGk="],
  ]),
  new Map<string, Value>([
    ["bytes", "aGk="],
    ["__tkr_bytes__~~", true],
  ]),
  new Map<string, Value>([
    ["__tkr_bytes__", true],
    ["bytes", "not base64"],
  ]),
  new Map<string, Value>([
    ["__tkr_bytes__", true],
    ["bytes", "aGk="],
    ["more", 1],
  ]),
  new Map<string, Value>([["__tkr_complex__", [1, new Float(2)]]]),
  new Map<string, Value>([["__tkr_complex__~", [1, new Float(2)]]]),
  new Map<string, Value>([["__tkr_complex__", [1]]]),
);

/** Any value that JSON data can stand for: no graphs, and no complex numbers, which are lists unless declared. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    anyString,
    anyInteger,
    anyFloat,
    fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
    reservedLooking,
    fc.array(tie("value")),
    fc.array(fc.tuple(anyKey, tie("value"))).map((entries): ReadonlyMap<string, Value> => new Map(entries)),
  ),
})).value;

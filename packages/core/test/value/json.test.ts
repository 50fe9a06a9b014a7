import fc from "fast-check";
import { expect, it } from "vitest";
import { TierkreisError } from "../../src/errors.ts";
import { parseJson, RawNumber, stringifyJson } from "../../src/value/json.ts";
import { throughPython } from "./python.ts";
import { anyString } from "./values.ts";

it("keeps each number token", () => {
  const text =
    "[1,1.0,1e2,1E+2,-0.0,-0,0.1,0.10,1e-7,1e-07,12345678901234567890,9007199254740993,1e400,NaN,-Infinity]";
  expect(stringifyJson(parseJson(text))).toBe(text);
});

it("gives plain numbers where nothing is lost and raw ones elsewhere", () => {
  expect(parseJson("[1, -5, 0.25, 9007199254740991, 1.0, 9007199254740993]")).toEqual([
    1,
    -5,
    0.25,
    9007199254740991,
    new RawNumber("1.0"),
    new RawNumber("9007199254740993"),
  ]);
});

it("lets plain JSON.stringify print a document without loss", () => {
  expect(JSON.stringify(parseJson('{"a": [1.0, 12345678901234567890, 0.5]}'))).toBe(
    '{"a":[1.0,12345678901234567890,0.5]}',
  );
});

it("reads __proto__ as a property of the object itself", () => {
  const object = parseJson('{"__proto__": {"polluted": 1}, "constructor": 2}') as Record<string, unknown>;
  expect(Object.keys(object)).toEqual(["__proto__", "constructor"]);
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect(stringifyJson(object as never)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
});

it("carries lone surrogates, escaped and not", () => {
  expect(parseJson('"\\ud800"')).toBe("\ud800");
  expect(parseJson('"\udfff\ud800x"')).toBe("\udfff\ud800x");
  expect(stringifyJson("\udfff😀")).toBe('"\\udfff\\ud83d\\ude00"');
});

it("reads and prints any depth", () => {
  const deep = `${'{"a":['.repeat(50_000)}1.0${"]}".repeat(50_000)}`;
  expect(stringifyJson(parseJson(deep)) === deep).toBe(true);
});

it.each([
  ["", 1, 1, "the end"],
  ["tru", 1, 1, '"t"'],
  ["[1,", 1, 4, "the end"],
  ["[1,]", 1, 4, '"]"'],
  ['{"a" 1}', 1, 6, '"1"'],
  ['{"a": 1,}', 1, 9, '"}"'],
  ["{1: 2}", 1, 2, '"1"'],
  ['[\n  "é", x]', 2, 8, '"x"'],
  ['"a\nb"', 1, 3, '"\\n"'],
  ['"a', 1, 3, "the end"],
  ['"\\x"', 1, 3, '"x"'],
  ['"\\u12g4"', 1, 3, '"u"'],
  ["01", 1, 2, '"1"'],
  ["-", 1, 1, '"-"'],
  ["1.", 1, 3, "the end"],
  ["1e", 1, 3, "the end"],
  [".5", 1, 1, '"."'],
  ["+1", 1, 1, '"+"'],
  ["-NaN", 1, 1, '"-"'],
  ["nul", 1, 1, '"n"'],
  ["1 2", 1, 3, '"2"'],
  ["[1}", 1, 3, '"}"'],
  ["\u00a01", 1, 1, '"\u00a0"'],
  ["'a'", 1, 1, `"'"`],
])("says where %j is no JSON", (text, line, column, found) => {
  expect(() => parseJson(text)).toThrow(
    expect.objectContaining({
      code: "TKR_VALUE_INVALID",
      details: { line, column },
      message: expect.stringContaining(`found ${found}.`),
    }),
  );
});

/** What comes out, or that nothing does. */
function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return TierkreisError.isInstance(error) ? error.code : "TKR_VALUE_INVALID";
  }
}

it("reads what JSON.parse reads, and refuses what it refuses", () => {
  const letters = Array.from('[]{},:"\\0123456789.eE+- \nntrufals/bu\u00e9');
  const noise = fc.array(fc.constantFrom(...letters), { maxLength: 12 }).map((chars) => chars.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.json(), noise), (text) => {
      const ours = outcome(() => JSON.parse(JSON.stringify(parseJson(text))) as unknown);
      expect(ours).toEqual(outcome(() => JSON.parse(text) as unknown));
    }),
    { numRuns: 2000 },
  );
});

it("keeps any string through Python", () => {
  const strings = fc.sample(anyString, 2000);
  const texts = strings.map((text) => stringifyJson(text));
  const back = throughPython(texts);
  expect(back).toEqual(texts);
  expect(back.map(parseJson)).toEqual(strings);
});

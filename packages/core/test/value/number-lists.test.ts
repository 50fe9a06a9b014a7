import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeValue, encodeValue } from "../../src/value/codec.ts";
import { parseJson, stringifyJson } from "../../src/value/json.ts";
import { Float, type Value } from "../../src/value/value.ts";

const decode = (text: string) => decodeValue(new TextEncoder().encode(text));
const encode = (value: Value) => new TextDecoder().decode(encodeValue(value));

const tokens = [
  "0",
  "-0",
  "7",
  "-7",
  "2147483647",
  "-2147483648",
  "4294967296",
  "9007199254740991",
  "9007199254740993",
  "0.5",
  "-0.25",
  "0.6180339887498949",
  "0.000051",
  "5.1e-05",
  "1.5e-10",
  "1.0",
  "-1.0",
  "-0.0",
  "123456.0",
  "123456789012345.0",
  "1234567890123456.0",
  "1e2",
  "0.10",
  "1e+16",
];
const token = fc.constantFrom(...tokens);
/** What an integer -0 is written as. */
const written = (text: string) => (text === "-0" ? "0" : text);

it("reads each number of a list as it reads the number alone", () => {
  const other = fc.constantFrom("NaN", "null", '"text"', "[1]", "{}", "-Infinity");
  const list = fc
    .tuple(fc.array(token, { size: "medium" }), fc.array(fc.oneof(token, other), { size: "small" }))
    .map((parts) => parts.flat());
  fc.assert(
    fc.property(list, fc.constantFrom(",", ", ", " ,\n  ", ",\t"), (texts, comma) => {
      expect(decode(`[${texts.join(comma)}]`)).toStrictEqual(texts.map((text) => decode(text)));
      expect(parseJson(`[${texts.join(comma)}]`)).toStrictEqual(texts.map((text) => parseJson(text)));
    }),
  );
});

it.each(["7", "4294967296", "0.5", "1.0", "123456.0", "0.10", "1e400"])(
  "keeps lists of %s of every length around those in which they are read",
  (text) => {
    for (const length of [1, 4095, 4096, 4097, 8191, 8192, 8193, 30_000]) {
      const list = `[${Array<string>(length).fill(text).join(",")}]`;
      expect(encode(decode(list)) === list).toBe(true);
      expect(stringifyJson(parseJson(list)) === list).toBe(true);
    }
  },
);

it.each([4095, 4096, 4097, 8192])("keeps what follows on %i numbers in a list", (length) => {
  const numbers = Array<string>(length).fill("0.5").join(",");
  for (const last of ["1.0", "0.10", "null", '"a"', "[1.0]", "12345678901234567890"]) {
    const list = `[${numbers},${last},0.5]`;
    expect(encode(decode(list))).toBe(list);
  }
});

it.each([4095, 4096, 4097, 8192])("says where a list of %i numbers is no JSON", (length) => {
  const numbers = Array<string>(length).fill("5").join(",");
  const column = numbers.length + 2;
  for (const [rest, at, found] of [
    [",]", column + 1, '"]"'],
    ["", column, "the end"],
    ["}", column, '"}"'],
    [" 5", column + 1, '"5"'],
    [",01", column + 2, '"1"'],
    [",1.e-05]", column + 3, '"e"'],
    [",1.]", column + 3, '"]"'],
    [",1.5e]", column + 5, '"]"'],
    [",-]", column + 1, '"-"'],
  ] as const)
    expect(() => parseJson(`[${numbers}${rest}`)).toThrow(
      expect.objectContaining({
        details: { line: 1, column: at },
        message: expect.stringContaining(`found ${found}.`),
      }),
    );
});

it("gives a list of its own for each that it reads", () => {
  const [first, second] = decode("[[1,2.5],[1,2.5]]") as readonly (readonly Value[])[];
  expect(first).toEqual([1, 2.5]);
  expect(first).not.toBe(second);
});

it("tells a float from an integer of the same size in every list", () => {
  expect(decode("[1, 1.0, -1, -1.0, 0, -0.0]")).toStrictEqual([
    1,
    new Float(1),
    -1,
    new Float(-1),
    0,
    new Float(-0),
  ]);
  expect(encode(decode(`[${tokens.join(",")}]`))).toBe(`[${tokens.map(written).join(",")}]`);
});

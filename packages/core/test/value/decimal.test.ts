import fc from "fast-check";
import { expect, it } from "vitest";
import { floatText } from "../../src/value/float-text.ts";
import { parseTree } from "../../src/value/parse.ts";
import { RawNumber } from "../../src/value/raw-number.ts";
import { Float } from "../../src/value/value.ts";

/** Tokens around those that print back the same: shortest ones, longer ones, wrong last digits, neighbours of powers of two. */
const token = fc
  .tuple(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -4, max: 17, noNaN: true }),
    fc.integer({ min: 0, max: 9 }),
  )
  .chain(([mantissa, exponent, digit]) => {
    const number = (mantissa % 1) * 10 ** exponent;
    const power = 2 ** Math.round(exponent * 3);
    const small = (mantissa % 1) * 10 ** (-4 * exponent - 10);
    const tiny = 2 ** -Math.round(Math.abs(exponent) * 10);
    return fc.constantFrom(
      floatText(number),
      number.toPrecision(17),
      number.toPrecision(16),
      `${floatText(number).slice(0, -1)}${String(digit)}`,
      floatText(power * (1 + digit * 2 ** -52)),
      (power * (1 - digit * 2 ** -53)).toPrecision(17),
      floatText(small),
      small.toExponential(16),
      small.toExponential(15),
      small.toExponential(digit),
      floatText(tiny * (1 + digit * 2 ** -52)),
      (tiny * (1 - digit * 2 ** -53)).toExponential(16),
      (tiny * (1 - digit * 2 ** -54)).toExponential(15),
    );
  })
  .map((text) => text.replace(/e-(\d)$/, "e-0$1"))
  .filter((text) => /^-?\d+\.\d+(e[+-]\d+)?$/.test(text) && !/^-?0\d/.test(text));

it("keeps the token of a decimal in a document unless JavaScript prints the number so", () => {
  fc.assert(
    fc.property(token, (text) => {
      const nearest = Number(text);
      const plain = !Number.isInteger(nearest) && floatText(nearest) === text && String(nearest) === text;
      expect(parseTree(Buffer.from(text), "json")).toStrictEqual(plain ? nearest : new RawNumber(text));
    }),
    { numRuns: 20_000 },
  );
});

it("reads a decimal as the nearest number, plain exactly where it prints back as the same token", () => {
  fc.assert(
    fc.property(token, (text) => {
      const read = parseTree(Buffer.from(text), "value") as number | Float;
      const nearest = Number(text);
      const plain = !Number.isInteger(nearest) && floatText(nearest) === text;
      const value = plain ? nearest : new Float(nearest, floatText(nearest) === text ? undefined : text);
      expect(read).toStrictEqual(value);
    }),
    { numRuns: 20_000 },
  );
});

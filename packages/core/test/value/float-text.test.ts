import fc from "fast-check";
import { expect, it } from "vitest";
import { floatText } from "../../src/value/float-text.ts";
import { runPython } from "./python.ts";

it.each([
  [1, "1.0"],
  [-0, "-0.0"],
  [0, "0.0"],
  [1e16, "1e+16"],
  [9999999999999998, "9999999999999998.0"],
  [1e-5, "1e-05"],
  [0.0001, "0.0001"],
  [1.5e-10, "1.5e-10"],
  [1e300, "1e+300"],
  [5e-324, "5e-324"],
  [NaN, "NaN"],
  [Infinity, "Infinity"],
  [-Infinity, "-Infinity"],
])("prints %d as %s", (number, text) => {
  expect(floatText(number)).toBe(text);
});

it("prints every float as Python does", () => {
  const powers = Array.from({ length: 2098 }, (_, index) => 2 ** (index - 1074));
  const neighbours = powers.flatMap((power) => [
    power,
    power * (1 + 2 ** -52),
    power * (1 - 2 ** -53),
    -power,
  ]);
  const decades = Array.from({ length: 617 }, (_, index) => Number(`1e${String(index - 308)}`));
  const random = fc.sample(fc.double(), 20_000);
  const numbers = [...neighbours, ...decades, ...random];
  const program =
    "data = sys.stdin.buffer.read()\nfor (x,) in struct.iter_unpack('<d', data): print(json.dumps(x))";
  const printed = runPython(program, new Uint8Array(Float64Array.from(numbers).buffer))
    .toString()
    .trimEnd()
    .split("\n");
  expect(printed).toEqual(numbers.map(floatText));
});

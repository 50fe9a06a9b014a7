import { encodeValue, Complex, decodeValue, Float, type Value } from "@tierkreis/core";
import { expect, it } from "vitest";
import { compute, computeJson } from "./support/pure.ts";

it("keeps the tokens of numbers that it only moves", () => {
  expect(computeJson("append", { v: "[1.50,1E2]", a: "-0.00" })).toBe("[1.50,1E2,-0.00]");
  expect(computeJson("max_item", { values: "[1.50,1E2]" })).toBe("1E2");
  expect(computeJson("tkr_and", { a: "1.50", b: "2.0e0" })).toBe("2.0e0");
});

it("moves the very elements it is given", () => {
  const element = new Map<string, Value>([["k", [new Float(1)]]]);
  expect(compute("tkr_reversed", { values: [1, element] })["value"]).toEqual([element, 1]);
  expect(compute("head", { v: [element] })["head"]).toBe(element);
});

it("does not change a list it is given", () => {
  const list = Object.freeze([3, 1, 2]);
  compute("append", { v: list, a: 1 });
  compute("sort_number_list", { values: list });
  compute("tkr_reversed", { values: list });
  compute("tkr_extend", { first: list, second: list });
  expect(list).toEqual([3, 1, 2]);
});

it("answers in the form in which a complex number was given", () => {
  expect(compute("conjugate", { z: new Complex(1, 2) })["value"]).toEqual(new Complex(1, -2));
  expect(compute("conjugate", { z: new Complex(1, 2, true) })["value"]).toEqual(new Complex(1, -2, true));
  expect(computeJson("conjugate", { z: '{"__tkr_complex__": [1.0, 2.0]}' })).toBe(
    '{"__tkr_complex__":[1.0,-2.0]}',
  );
});

it("sees a complex number as the list of two floats that Python reads", () => {
  const z = new Complex(1, 2);
  expect(compute("at", { values: z, n: 0 })["value"]).toEqual(new Float(1));
  expect(compute("str_eq", { a: z, b: [1, 2] })["value"]).toBe(true);
  expect(compute("tkr_str", { value: z })["value"]).toBe("[1.0, 2.0]");
});

it("takes one list for the numbered values of a map, and gives one for the numbered port *", () => {
  const list = [1, new Float(2), new Uint8Array([255])];
  expect(compute("fold_values", { values_glob: list })["value"]).toEqual(list);
  expect(compute("unfold_values", { value: list })["*"]).toEqual(list);
});

it("reads text as bytes where the value is no raw bytes", () => {
  expect(compute("tkr_decode", { value_bytes: 12 })["value"]).toBe("12");
  expect(compute("tkr_decode", { value_bytes: "a" })["value"]).toBe('"a"');
});

it("compares and prints nested bytes and graphs", () => {
  const bytes = decodeValue(Buffer.from('[{"__tkr_bytes__": true, "bytes": "AP8n"}]'));
  expect(compute("str_eq", { a: bytes, b: [new Uint8Array([0, 255, 39])] })["value"]).toBe(true);
  expect(compute("tkr_str", { value: bytes })["value"]).toBe(`[b"\\x00\\xff'"]`);
});

it("computes with integers of any size", () => {
  let factorial: Value = 1;
  for (let n = 2; n <= 2000; n++) factorial = compute("itimes", { a: factorial, b: n })["value"] as Value;
  expect((factorial as bigint).toString()).toHaveLength(5736);
  expect(compute("ipow", { a: 10, b: 5000 })["value"]).toBe(10n ** 5000n);
  expect(compute("ipow", { a: -1, b: 10n ** 30n })["value"]).toBe(1);
});

it("gives integers as numbers as soon as they are safe", () => {
  expect(compute("isubtract", { a: 2n ** 53n, b: 1 })["value"]).toBe(2 ** 53 - 1);
  expect(compute("iadd", { a: 2 ** 53 - 1, b: 1 })["value"]).toBe(2n ** 53n);
  expect(compute("itimes", { a: -7, b: 0 })["value"]).toBe(0);
});

it("writes floats as Python does, whole ones too", () => {
  const { value = null } = compute("add", { a: 0.5, b: 0.5 });
  expect(Buffer.from(encodeValue(value)).toString()).toBe("1.0");
  expect(computeJson("times", { a: "1e16", b: "1" })).toBe("1e+16");
});

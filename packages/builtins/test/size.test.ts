import { Float, type Value } from "@tierkreis/core";
import { expect, it } from "vitest";
import { compute } from "./support/pure.ts";

const MILLION = 1_000_000;
const DEEP = 100_000;

const value = (task: string, inputs: Readonly<Record<string, Value>>): Value =>
  compute(task, inputs)["value"] as Value;
const lengthOf = (list: Value | undefined): number => (list as readonly Value[]).length;

it("takes lists of a million elements", () => {
  const integers = value("tkr_range", { start: 0, stop: MILLION });
  expect(lengthOf(integers)).toBe(MILLION);
  expect(value("sum_list", { values: integers })).toBe((MILLION * (MILLION - 1)) / 2);
  expect(value("mean", { values: integers })).toBe((MILLION - 1) / 2);
  expect(value("max_item", { values: integers })).toBe(MILLION - 1);
  const reversed = value("tkr_reversed", { values: integers });
  expect(value("str_eq", { a: value("sort_number_list", { values: reversed }), b: integers })).toBe(true);
  const pairs = value("tkr_zip", { a: integers, b: reversed });
  expect(value("tkr_len", { v: value("flatten", { values: pairs }) })).toBe(2 * MILLION);
  expect(lengthOf(compute("unzip", { value: pairs })["b"])).toBe(MILLION);
  expect(lengthOf(compute("head", { v: integers })["rest"])).toBe(MILLION - 1);
  expect(lengthOf(value("append", { v: integers, a: [] }))).toBe(MILLION + 1);
  expect((value("tkr_str", { value: integers }) as string).length).toBe(7_888_890);
});

it("adds a million floats exactly for their mean", () => {
  const floats = Array.from({ length: MILLION }, (_, index) => index + 0.1);
  expect(value("mean", { values: floats })).toBeCloseTo((MILLION - 1) / 2 + 0.1);
  const tenths = new Array<Value>(10).fill(0.1);
  expect(value("sum_list", { values: tenths })).toEqual(new Float(1));
});

it("takes values of any depth", () => {
  const nest = (inner: Value): Value => {
    let list = inner;
    for (let level = 0; level < DEEP; level++) list = [list];
    return list;
  };
  expect(value("eq", { a: nest(1), b: nest(new Float(1)) })).toBe(true);
  expect(value("lt", { a: nest(1), b: nest(2) })).toBe(true);
  expect(value("gt", { a: nest([1]), b: nest([]) })).toBe(true);
  expect(value("tkr_str", { value: nest(1) })).toHaveLength(2 * DEEP + 1);
  expect(value("tkr_id", { value: nest(1) })).toEqual(expect.any(Array));
});

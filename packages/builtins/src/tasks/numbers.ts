import { complex } from "@tierkreis/core";
import { z } from "zod";
import { add, multiply, subtract } from "../python/arithmetic.ts";
import { equal, orderInputs } from "../python/compare.ts";
import { conjugate } from "../python/conjugate.ts";
import { divide, floorDivide, modulo } from "../python/division.ts";
import { mean } from "../python/mean.ts";
import { power } from "../python/power.ts";
import { largest, smallest, sort } from "../python/sort.ts";
import { product, sum } from "../python/sum.ts";
import { absolute, round } from "../python/whole.ts";
import type { Builtins } from "./builtin.ts";
import { gives } from "./define.ts";
import { flag, number, numbers, numeric, whole } from "./types.ts";

const integers = { inputs: { a: whole, b: whole }, output: whole };
const mixed = { inputs: { a: numeric, b: numeric }, output: number };
const compared = { inputs: { a: numeric, b: numeric }, output: flag };
const list = { inputs: { values: numbers }, output: number };

/** The tasks on numbers. */
export const numberTasks = {
  iadd: gives("`a + b`", integers, add),
  isubtract: gives("`a - b`", integers, subtract),
  itimes: gives("`a * b`", integers, multiply),
  idivide: gives("`a / b`, rounded down", integers, floorDivide),
  mod: gives("the rest of `idivide`, with the sign of `b`", integers, modulo),
  // A negative exponent gives a float.
  ipow: gives("`a` to the power of `b`", { inputs: integers.inputs, output: number }, power),
  add: gives("`a + b`", mixed, add),
  subtract: gives("`a - b`", mixed, subtract),
  times: gives("`a * b`", mixed, multiply),
  divide: gives("`a / b`, a float", mixed, divide),
  tkr_pow: gives(
    "`a` to the power of `b`, complex for a fractional power of a negative number",
    { inputs: mixed.inputs, output: z.union([number, complex()]) },
    power,
  ),
  tkr_abs: gives("the number without its sign", { inputs: { a: numeric }, output: number }, absolute),
  tkr_round: gives(
    "the nearest integer, of two the even one",
    { inputs: { a: numeric }, output: whole },
    round,
  ),
  conjugate: gives("the complex conjugate", { inputs: { z: complex() }, output: complex() }, conjugate),
  igt: gives("`a > b`", { inputs: integers.inputs, output: flag }, (a, b) => orderInputs(a, b) > 0),
  gt: gives("`a > b`", compared, (a, b) => orderInputs(a, b) > 0),
  lt: gives("`a < b`", compared, (a, b) => orderInputs(a, b) < 0),
  eq: gives("`a = b`", compared, equal),
  neq: gives("`a ≠ b`", compared, (a, b) => !equal(a, b)),
  sum_list: gives("the sum", list, sum),
  prod_list: gives("the product", list, product),
  mean: gives("the mean, an integer where that is exact", list, mean),
  max_item: gives("the largest one", list, largest),
  min_item: gives("the smallest one", list, smallest),
  sort_number_list: gives(
    "sorted, the smallest first",
    { inputs: { values: numbers }, output: z.array(number) },
    sort,
  ),
} satisfies Builtins;

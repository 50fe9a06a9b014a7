import { integer, type Value } from "@tierkreis/core";
import { add, multiply } from "./arithmetic.ts";
import { misfitAt } from "./fault.ts";
import { float, isFloat, numeric, toDouble, type Int, type Num } from "./number.ts";
import { list } from "./sequence.ts";

const LONG = 2n ** 63n;

/**
 * Python's `sum` (3.12 and later): integers exactly; floats with Neumaier's compensation, as long as no integer beyond 64 bits
 * is met on the way.
 */
export function sum(value: Value): Value {
  const elements = list(value);
  let total: Int = 0;
  let at = 0;
  for (; at < elements.length; at++) {
    const n = numberAt(elements, at);
    // The first float is added without compensation.
    if (isFloat(n)) return sumFloats(elements, at + 1, Number(total) + toDouble(n));
    total = addIntegers(total, n as Int);
    if (!fitsLong(n) || !fitsLong(total)) return sumPlainly(elements, at + 1, total);
  }
  return total;
}

function addIntegers(a: Int, b: Int): Int {
  const sum = typeof a === "number" && typeof b === "number" ? a + b : NaN;
  return Number.isSafeInteger(sum) ? sum : integer(BigInt(a) + BigInt(b));
}

function sumFloats(elements: readonly Value[], start: number, first: number): Value {
  let total = first;
  let lost = 0;
  for (let at = start; at < elements.length; at++) {
    const n = numberAt(elements, at);
    if (!isFloat(n) && !fitsLong(n)) return sumPlainly(elements, at, float(compensated(total, lost)));
    const x = toDouble(n);
    const next = total + x;
    if (isFloat(n)) lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  return float(compensated(total, lost));
}

function sumPlainly(elements: readonly Value[], start: number, first: Value): Value {
  let total = first;
  for (let at = start; at < elements.length; at++) total = add(total, numberAt(elements, at));
  return total;
}

/** Python does not add a rest of 0, which would lose the sign of -0.0, nor one that is no number. */
function compensated(total: number, lost: number): number {
  return lost !== 0 && Number.isFinite(lost) ? total + lost : total;
}

function fitsLong(n: Num): boolean {
  return typeof n !== "bigint" || (n >= -LONG && n < LONG);
}

function numberAt(elements: readonly Value[], index: number): Num {
  const element = elements[index] as Value;
  const n = numeric(element);
  if (n === undefined) throw misfitAt(element, "a number", index);
  return n;
}

/** The product of all elements from 1 on, one after the other. */
export function product(value: Value): Value {
  let result: Value = 1;
  for (const element of list(value)) result = multiply(result, element);
  return result;
}

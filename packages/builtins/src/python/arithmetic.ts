import { integer, type Value } from "@tierkreis/core";
import { inWords } from "../words.ts";
import { Fault, misfit } from "./fault.ts";
import { float, integers, numeric, toDouble, type Num } from "./number.ts";
import { join, repeat } from "./sequence.ts";

interface Operation {
  /** `added`, for messages. */
  readonly done: string;
  readonly ints: (a: bigint, b: bigint) => bigint;
  readonly floats: (a: number, b: number) => number;
}

const addition: Operation = { done: "added", ints: (a, b) => a + b, floats: (a, b) => a + b };
const subtraction: Operation = { done: "subtracted", ints: (a, b) => a - b, floats: (a, b) => a - b };
const multiplication: Operation = { done: "multiplied", ints: (a, b) => a * b, floats: (a, b) => a * b };

/** Python's `a + b`: of numbers, strings or lists. */
export function add(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (!Number.isInteger(a) || !Number.isInteger(b)) return float(sum);
    // Exact wherever it is safe.
    if (Number.isSafeInteger(sum)) return sum;
  }
  return numbers(a, b, addition) ?? join(a, b) ?? refuse(a, b, addition);
}

/** Python's `a - b`. */
export function subtract(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (!Number.isInteger(a) || !Number.isInteger(b)) return float(difference);
    if (Number.isSafeInteger(difference)) return difference;
  }
  return numbers(a, b, subtraction) ?? refuse(a, b, subtraction);
}

/** Python's `a * b`: of numbers, or of a string or list and how often. */
export function multiply(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (!Number.isInteger(a) || !Number.isInteger(b)) return float(product);
    // Adding 0 makes 0 of -0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return numbers(a, b, multiplication) ?? repeat(a, b) ?? refuse(a, b, multiplication);
}

function numbers(a: Value, b: Value, operation: Operation): Value | undefined {
  const x = numeric(a);
  const y = numeric(b);
  if (x === undefined || y === undefined) return undefined;
  const whole = integers(x, y);
  if (whole !== undefined) return integer(operation.ints(...whole));
  return float(operation.floats(toDouble(x, 0), toDouble(y, 1)));
}

function refuse(a: Value, b: Value, { done }: Operation): never {
  const [x, y] = [numeric(a), numeric(b)];
  if (x === undefined && y !== undefined) throw misfit(a, "a number", 0);
  if (x !== undefined && y === undefined) throw misfit(b, "a number", 1);
  throw new Fault(`can not be ${done}: ${inWords(a)} and ${inWords(b)}`, 0, 1);
}

/** Both as numbers. The first that is none is at fault. */
export function operands(a: Value, b: Value): readonly [Num, Num] {
  const x = numeric(a);
  if (x === undefined) throw misfit(a, "a number", 0);
  const y = numeric(b);
  if (y === undefined) throw misfit(b, "a number", 1);
  return [x, y];
}

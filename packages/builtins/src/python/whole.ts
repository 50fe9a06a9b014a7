import { integer, type Value } from "@tierkreis/core";
import { Fault, misfit } from "./fault.ts";
import { comparable, float, isFloat, numeric, type Num } from "./number.ts";
import { parseInteger } from "./parse-integer.ts";

/** Python's `abs`: an integer of an integer, a float of a float. */
export function absolute(value: Value): Value {
  const n = number(value);
  const size = comparable(n);
  if (typeof size === "bigint") return size < 0n ? integer(-size) : size;
  return isFloat(n) ? float(Math.abs(size)) : Math.abs(size);
}

/** Python's `round`: to the nearest integer, halves to the even one. */
export function round(value: Value): Value {
  const n = number(value);
  if (!isFloat(n)) return n;
  const exact = finite(n);
  const floor = Math.floor(exact);
  const rest = exact - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return integer(up ? floor + 1 : floor);
}

/** Python's `int`: cuts off a fraction, reads a string. */
export function truncate(value: Value): Value {
  if (typeof value === "string") return parseInteger(value);
  const n = numeric(value);
  if (n === undefined) throw misfit(value, "a number or a string");
  return isFloat(n) ? integer(Math.trunc(finite(n))) : n;
}

function number(value: Value): Num {
  const n = numeric(value);
  if (n === undefined) throw misfit(value, "a number");
  return n;
}

function finite(n: Num): number {
  const exact = Number(comparable(n));
  if (Number.isFinite(exact)) return exact;
  throw new Fault(`is ${exact}, which no integer stands for`, 0);
}

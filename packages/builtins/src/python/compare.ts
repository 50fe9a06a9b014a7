import type { Value } from "@tierkreis/core";
import { inWords } from "../words.ts";
import { Fault } from "./fault.ts";
import { firstDifference } from "./first-difference.ts";
import { comparable, numeric } from "./number.ts";
import { plain } from "./sequence.ts";

/** Python's `a == b`, of any values. */
export function equal(a: Value, b: Value): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b;
  const x = numeric(a);
  if (x !== undefined && Number.isNaN(comparable(x))) return false;
  return firstDifference(a, b) === undefined;
}

/**
 * Negative, 0 or positive as `a` is less, equal or more, and NaN where Python calls none of them true. Numbers, strings and
 * lists have an order, each among themselves; `undefined` for anything else.
 */
function order(a: Value, b: Value): number | undefined {
  if (typeof a === "number" && typeof b === "number") return orderNumbers(a, b);
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return orderNumbers(comparable(x), comparable(y));
  if (typeof a === "string" && typeof b === "string") return orderStrings(a, b);
  if (!Array.isArray(plain(a)) || !Array.isArray(plain(b))) return undefined;
  const difference = firstDifference(a, b);
  if (difference === undefined) return 0;
  const [m, n] = difference;
  // Of two lists one begins with the other: the longer one is more.
  return Array.isArray(m) && Array.isArray(n) ? m.length - n.length : order(m, n);
}

/** {@link order} of two inputs, which are at fault when they have none. */
export function orderInputs(a: Value, b: Value): number {
  const sign = order(a, b);
  if (sign !== undefined) return sign;
  throw new Fault(`have no order: ${inWords(a)} and ${inWords(b)}`, 0, 1);
}

/** {@link order} of two elements of the first input. */
export function orderElements(a: Value, b: Value): number {
  const sign = order(a, b);
  if (sign !== undefined) return sign;
  throw new Fault(`has elements without an order: ${inWords(a)} and ${inWords(b)}`, 0);
}

function orderNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a <= b ? 0 : NaN;
}

const surrogate = /[\ud800-\udfff]/;

/** True for a string that JavaScript orders as Python does: it has no character beyond U+FFFF, and no half of one. */
export function isPlainText(text: string): boolean {
  return !surrogate.test(text);
}

/** By code points, as Python does. JavaScript's own order is by the halves of those beyond U+FFFF. */
export function orderStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (isPlainText(a) && isPlainText(b)) return a < b ? -1 : 1;
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < x.length && at < y.length; at++) {
    const difference = (x[at]?.codePointAt(0) ?? 0) - (y[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

import { Float, type Value } from "@tierkreis/core";
import { Fault } from "./fault.ts";

/** An integer of any size: a `number` within ±(2^53-1), else a `bigint`. */
export type Int = number | bigint;

/** A number as a `Value` holds it. */
export type Num = Int | Float;

/** A computed float as a `Value`: plain where a plain number says it. */
export function float(n: number): number | Float {
  return Number.isInteger(n) || !Number.isFinite(n) ? new Float(n) : n;
}

/** True for a number that Python sees as a float, `3.0` too. */
export function isFloat(n: Num): boolean {
  return typeof n === "number" ? !Number.isInteger(n) : typeof n === "object";
}

/** The value as Python's arithmetic takes it: numbers, and booleans as 0 and 1. `undefined` for anything else. */
export function numeric(value: Value): Num | undefined {
  switch (typeof value) {
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      return value instanceof Float ? value : undefined;
  }
}

/** The value where Python takes integers only: no float, not even `3.0`. */
export function int(value: Value): Int | undefined {
  const n = numeric(value);
  return n === undefined || isFloat(n) ? undefined : (n as Int);
}

/** Both as bigints when both are integers. */
export function integers(a: Num, b: Num): readonly [bigint, bigint] | undefined {
  return isFloat(a) || isFloat(b) ? undefined : [BigInt(a as Int), BigInt(b as Int)];
}

/** The nearest float. `input` is at fault when the integer is beyond all floats. */
export function toDouble(n: Num, input = 0): number {
  if (typeof n === "number") return n;
  if (typeof n === "object") return n.value;
  const nearest = Number(n);
  if (!Number.isFinite(nearest)) throw new Fault("is an integer too large for a float", input);
  return nearest;
}

/** The number as JavaScript compares it, exactly, also bigints with floats. */
export function comparable(n: Num): number | bigint {
  return typeof n === "object" ? n.value : n;
}

/** How many bits the integer's size has. */
export function bitLength(n: bigint): number {
  const hex = (n < 0n ? -n : n).toString(16);
  return n === 0n ? 0 : hex.length * 4 - Math.clz32(Number.parseInt(hex.charAt(0), 16)) + 28;
}

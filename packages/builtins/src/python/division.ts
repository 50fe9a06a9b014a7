import { integer, type Value } from "@tierkreis/core";
import { operands } from "./arithmetic.ts";
import { Fault } from "./fault.ts";
import { comparable, float, integers, toDouble } from "./number.ts";
import { divideExactly } from "./scaled.ts";

/** Python's `a / b`: the nearest float, also of huge integers. */
export function divide(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number" && b !== 0) return float(a / b);
  const [x, y] = operands(a, b);
  refuseZero(comparable(y));
  const whole = integers(x, y);
  if (whole === undefined) return float(toDouble(x, 0) / toDouble(y, 1));
  const quotient = divideExactly(...whole);
  if (Number.isFinite(quotient)) return float(quotient);
  throw new Fault("give a quotient too large for a float", 0, 1);
}

/** Python's `a // b`: rounded down. */
export function floorDivide(a: Value, b: Value): Value {
  if (Number.isInteger(a) && Number.isInteger(b) && b !== 0) {
    const rest = (a as number) % (b as number);
    const quotient = ((a as number) - rest) / (b as number) + 0;
    return rest !== 0 && rest < 0 !== (b as number) < 0 ? quotient - 1 : quotient;
  }
  const [x, y] = operands(a, b);
  refuseZero(comparable(y));
  const whole = integers(x, y);
  if (whole === undefined) return float(floorOfFloats(toDouble(x, 0), toDouble(y, 1)));
  const [m, n] = whole;
  const rest = m % n;
  return integer(rest !== 0n && rest < 0n !== n < 0n ? m / n - 1n : m / n);
}

/** Python's `a % b`: with the sign of `b`. */
export function modulo(a: Value, b: Value): Value {
  if (Number.isInteger(a) && Number.isInteger(b) && b !== 0) {
    const rest = (a as number) % (b as number);
    return rest !== 0 && rest < 0 !== (b as number) < 0 ? rest + (b as number) : rest + 0;
  }
  const [x, y] = operands(a, b);
  refuseZero(comparable(y));
  const whole = integers(x, y);
  if (whole === undefined) return float(moduloOfFloats(toDouble(x, 0), toDouble(y, 1)));
  const [m, n] = whole;
  const rest = m % n;
  return integer(rest !== 0n && rest < 0n !== n < 0n ? rest + n : rest);
}

function refuseZero(divisor: number | bigint): void {
  if (divisor === 0 || divisor === 0n) throw new Fault("is zero", 1);
}

function moduloOfFloats(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floorOfFloats(a: number, b: number): number {
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) quotient -= 1;
  if (quotient === 0) return Object.is(a / b, -0) || a / b < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

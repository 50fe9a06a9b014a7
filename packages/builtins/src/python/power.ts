import { Complex, integer, type Value } from "@tierkreis/core";
import { operands } from "./arithmetic.ts";
import { Fault } from "./fault.ts";
import { circle, powerOf } from "./fixed-point.ts";
import { bitLength, float, integers, toDouble } from "./number.ts";
import { divideExactly, partsOf, scale } from "./scaled.ts";

/** The largest power in bits, about five million digits: beyond, it would take the engine's time and memory for long. */
const MOST_BITS = 2 ** 24;

/** Up to this exponent a power is computed exactly, and then rounded. */
const EXACT = 64;

/**
 * Python's `a ** b`: of integers exact, with a negative exponent a float; a fractional power of a negative number is complex.
 */
export function power(a: Value, b: Value): Value {
  const [x, y] = operands(a, b);
  const whole = integers(x, y);
  if (whole !== undefined && whole[1] >= 0n) return integerPower(...whole);
  return floatPower(toDouble(x, 0), toDouble(y, 1));
}

function integerPower(base: bigint, exponent: bigint): Value {
  const bits = bitLength(base);
  if (bits > 1 && (bits - 1) * Number(exponent) > MOST_BITS) {
    const digits = Math.round(Math.log10(2) * (bits - 1) * Number(exponent));
    throw new Fault(`give a power of about ${digits} digits, which is too large`, 0, 1);
  }
  // The powers of 0, 1 and -1 depend on no more than whether the exponent is 0, odd or even.
  const least = bits > 1 || exponent <= 2n ? exponent : 2n - (exponent & 1n);
  return integer(base ** least);
}

function floatPower(base: number, exponent: number): Value {
  if (base === 0 && exponent < 0 && exponent !== -Infinity)
    throw new Fault("is zero, of which there is no power with a negative exponent", 0);
  const known = specialPower(base, exponent);
  if (known !== undefined) return float(known);
  if (base < 0 && !Number.isInteger(exponent)) return complexPower(-base, exponent);
  const size = finite(positivePower(Math.abs(base), exponent));
  return float(base < 0 && Math.abs(exponent % 2) === 1 ? -size : size);
}

/** The powers that C's standard fixes. JavaScript's differ where the base is 1 or -1. */
function specialPower(base: number, exponent: number): number | undefined {
  if (exponent === 0 || base === 1) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return NaN;
  if (base === -1 && !Number.isFinite(exponent)) return 1;
  return base === 0 || !Number.isFinite(base) || !Number.isFinite(exponent) ? base ** exponent : undefined;
}

/** The nearest float; an infinity beyond all floats. */
function positivePower(base: number, exponent: number): number {
  if (base === 1) return 1;
  const size = exponent * Math.log2(base);
  if (size > 1025) return Infinity;
  if (size < -1080) return 0;
  if (!Number.isInteger(exponent) || Math.abs(exponent) > EXACT) return powerOf(base, exponent);
  const parts = partsOf(base);
  const times = Math.abs(exponent);
  const exact = parts.mantissa ** BigInt(times);
  const shift = parts.exponent * times;
  if (exponent > 0) return scale(exact, shift);
  return divideExactly(1n << BigInt(Math.max(-shift, 0)), exact << BigInt(Math.max(shift, 0)));
}

function complexPower(size: number, exponent: number): Complex {
  const length = finite(positivePower(size, exponent));
  const { cos, sin } = circle(Math.PI * exponent);
  return new Complex(length * cos, length * sin);
}

function finite(result: number): number {
  if (Number.isFinite(result)) return result;
  throw new Fault("give a power too large for a float", 0, 1);
}

import { bitLength } from "./number.ts";

/** The exact parts of a finite float: `mantissa * 2^exponent`, an odd mantissa or 0. */
export function partsOf(n: number): { readonly mantissa: bigint; readonly exponent: number } {
  if (n === 0) return { mantissa: 0n, exponent: 0 };
  view.setFloat64(0, n);
  const high = view.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  let mantissa = (BigInt(high & 0xfffff) << 32n) | BigInt(view.getUint32(4));
  if (biased !== 0) mantissa |= 1n << 52n;
  let exponent = Math.max(biased, 1) - 1075;
  const zeros = bitLength(mantissa & -mantissa) - 1;
  mantissa >>= BigInt(zeros);
  exponent += zeros;
  return { mantissa: n < 0 ? -mantissa : mantissa, exponent };
}

const view = new DataView(new ArrayBuffer(8));

/** The float nearest to `n * 2^exponent`, ties to even; an infinity beyond all floats. */
export function scale(n: bigint, exponent: number): number {
  if (n < 0n) return -scale(-n, exponent);
  const drop = Math.max(bitLength(n) - 53, -1074 - exponent);
  if (drop <= 0) return times(Number(n), exponent);
  const rest = BigInt.asUintN(drop, n);
  const half = 1n << BigInt(drop - 1);
  let kept = n >> BigInt(drop);
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
  return times(Number(kept), exponent + drop);
}

/** `n * 2^exponent` in steps that do not round before the last one. */
function times(n: number, exponent: number): number {
  let result = n;
  let left = exponent;
  for (; left > 1000 && result !== 0 && Number.isFinite(result); left -= 1000) result *= 2 ** 1000;
  if (left > 1000) return result;
  for (; left < -1000 && result !== 0; left += 1000) result *= 2 ** -1000;
  return left < -1000 ? result : result * 2 ** left;
}

/** The float nearest to a quotient of integers, ties to even; an infinity beyond all floats; -0 for 0 by a negative one, as in Python. */
export function divideExactly(a: bigint, b: bigint): number {
  if (a === 0n) return b < 0n ? -0 : 0;
  const shift = bitLength(b) - bitLength(a) + 66;
  const numerator = shift > 0 ? a << BigInt(shift) : a;
  const denominator = shift < 0 ? b << BigInt(-shift) : b;
  const quotient = numerator / denominator;
  // One bit more says that the quotient was not exact, so that no tie is seen where there is none.
  const sticky = numerator % denominator === 0n ? 0n : 1n;
  const sign = quotient < 0n ? -1n : 1n;
  return scale(quotient * 2n + sticky * sign, -shift - 1);
}

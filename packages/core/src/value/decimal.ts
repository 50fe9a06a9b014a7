/*
 * Reading `0.6180339887498949` by way of a string costs several times what `JSON.parse` takes, and it must also be known
 * whether the number prints back as the same digits. Both follow from one exact remainder: with M the digits as an integer,
 * k of them after the point, and v a number near M / 10^k, the remainder r = M - v * 10^k says whether v is the nearest
 * number (|r| below half a unit in the last place of v, scaled likewise: h), and whether a shorter or nearer decimal
 * stands for v as well. Where nothing can be proven, the caller takes the slow way.
 */

/** A positive decimal token without exponent: the digits head * 10^tailDigits + tail, `places` of them after the point. */
export interface Decimal {
  readonly head: number;
  readonly headDigits: number;
  readonly tail: number;
  readonly tailDigits: number;
  readonly places: number;
}

/** Up to 10^22 powers of ten are exact. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Veltkamp's constant: splits a number into two halves whose products are exact. */
const SPLITTER = 2 ** 27 + 1;
/** Rump's φ: a number's product with it, added to the number, gives the next number. */
const NEXT = 2 ** -53 * (1 + 2 ** -52);
/** Far more than the rounding errors of what is compared. */
const MARGIN = 1e-9;

/** The number, when it is proven that JavaScript and Python both print it as this very token; else NaN. */
export function decimal({ head, headDigits, tail, tailDigits, places }: Decimal): number {
  const lastDigit = tailDigits === 0 ? head % 10 : tail % 10;
  const significant = headDigits + tailDigits;
  if (places < 1 || lastDigit === 0 || headDigits > 13 || significant > 17 || places > 22) return NaN;
  const power = POWERS[places] ?? NaN;
  // Exact: at most 13 digits, times a power of ten that brings them to 17.
  const lead = head * (POWERS[tailDigits] ?? NaN);
  const digits = lead + tail;
  let value = digits / power;
  // Up to 15 digits the quotient of two exact numbers is the nearest one, and no other decimal of so few digits stands for it.
  if (significant > 15) {
    const rest = lead - digits + tail;
    let remainder = exactRemainder(value, digits, power) + rest;
    const unit = value + value * NEXT - value;
    const half = (unit / 2) * power;
    if (Math.abs(remainder) > half) {
      value += remainder > 0 ? unit : -unit;
      remainder = exactRemainder(value, digits, power) + rest;
    }
    const outside = half * (1 + MARGIN);
    const proven =
      Math.abs(remainder) < Math.min(half * (1 - MARGIN), 0.5 - MARGIN) &&
      Math.abs(remainder - lastDigit) > outside &&
      Math.abs(remainder + 10 - lastDigit) > outside;
    if (!proven) return NaN;
  }
  return value >= 1e-4 && value < 1e16 ? value : NaN;
}

/** digits - value * power by Dekker's exact product, for digits that are near to it. */
function exactRemainder(value: number, digits: number, power: number): number {
  let split = SPLITTER * value;
  const valueHigh = split - (split - value);
  const valueLow = value - valueHigh;
  split = SPLITTER * power;
  const powerHigh = split - (split - power);
  const powerLow = power - powerHigh;
  const product = value * power;
  const error =
    valueHigh * powerHigh - product + valueHigh * powerLow + valueLow * powerHigh + valueLow * powerLow;
  return digits - product - error;
}

/*
 * Reading `0.6180339887498949` by way of a string costs several times what `JSON.parse` takes, and it must also be known
 * whether the number prints back as the same digits. Both follow from one exact remainder: with M the digits as an integer,
 * k of them after the point, and v a number near M / 10^k, the remainder r = M - v * 10^k says whether v is the nearest
 * number (|r| below half a unit in the last place of v, scaled likewise: h), and whether a shorter or nearer decimal
 * stands for v as well. Where nothing can be proven, the caller takes the slow way.
 */

/** A positive decimal: the digits head * 10^tailDigits + tail, over 10^places. */
export interface Decimal {
  readonly head: number;
  readonly headDigits: number;
  readonly tail: number;
  readonly tailDigits: number;
  readonly lastDigit: number;
  readonly places: number;
}

const MOST_PLACES = 60;
/** As many digits of 17 may be in the head: times a power of ten that brings them to 17, they are exact. */
const HEAD = 13;
/** Up to 10^22 powers of ten are exact. */
const EXACT = 22;
const POWERS = Float64Array.from({ length: MOST_PLACES + 1 }, (_, exponent) => Number(`1e${exponent}`));
/** What the powers lack. */
const LACKS = POWERS.map((power, exponent) => Number(10n ** BigInt(exponent) - BigInt(power)));
/** Veltkamp's constant: splits a number into two halves whose products are exact. */
const SPLITTER = 2 ** 27 + 1;
const UPPER_HALVES = POWERS.map((power) => SPLITTER * power - (SPLITTER * power - power));
/** Rump's φ: a number's product with it, added to the number, gives the next number. */
const NEXT = 2 ** -53 * (1 + 2 ** -52);
/** Far more than the rounding errors of what is compared. */
const MARGIN = 1e-9;

/** The nearest number, when it is proven that these are the digits it prints with; else NaN. */
export function decimal({ head, headDigits, tail, tailDigits, lastDigit, places }: Decimal): number {
  const significant = headDigits + tailDigits;
  if (lastDigit === 0 || headDigits > HEAD || significant > 17 || places > MOST_PLACES) return NaN;
  const power = POWERS[places] as number;
  const lead = head * (POWERS[tailDigits] as number);
  const digits = lead + tail;
  let value = digits / power;
  // Up to 15 digits the quotient of two exact numbers is the nearest one, and no other decimal of so few digits stands for it.
  if (significant <= 15 && places <= EXACT) return value;
  const rest = lead - digits + tail;
  const powerHigh = UPPER_HALVES[places] as number;
  const powerLow = power - powerHigh;
  const lack = LACKS[places] as number;
  let remainder = NaN;
  let last = NaN;
  for (let tries = 0; value !== last && tries < 3; tries++) {
    last = value;
    // Dekker's exact product, subtracted from digits that are near to it.
    const split = SPLITTER * value;
    const high = split - (split - value);
    const low = value - high;
    const product = value * power;
    const error = high * powerHigh - product + high * powerLow + low * powerHigh + low * powerLow;
    remainder = digits - product - error - value * lack + rest;
    value += remainder / power;
  }
  const unit = last + last * NEXT - last;
  // Below a power of two the next number is nearer than above.
  if (last - (last - last * NEXT) !== unit) return NaN;
  return isShortest(remainder, lastDigit, (unit / 2) * power) ? last : NaN;
}

/** True when the number is the nearest one, and neither a nearer decimal nor one with a digit less stands for it. */
function isShortest(remainder: number, lastDigit: number, half: number): boolean {
  const outside = half * (1 + MARGIN);
  return (
    Math.abs(remainder) < Math.min(half * (1 - MARGIN), 0.5 - MARGIN) &&
    Math.abs(remainder - lastDigit) > outside &&
    Math.abs(remainder + 10 - lastDigit) > outside
  );
}

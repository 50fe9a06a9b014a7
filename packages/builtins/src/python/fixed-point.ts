/*
 * Logarithm, exponential, sine and cosine on integers that stand for multiples of 2^-256. JavaScript engines round these
 * functions each in their own way; from here a float can be rounded as the true value asks.
 */
import { partsOf, scale } from "./scaled.ts";

const BITS = 256;
const shift = BigInt(BITS);
const ONE = 1n << shift;

interface Constants {
  readonly ln2: bigint;
  readonly halfPi: bigint;
}

let known: Constants | undefined;

/** Made when first asked for: most programs never do. */
function constants(): Constants {
  known ??= {
    ln2: 2n * arcTangent(ONE / 3n, 1n),
    halfPi: 8n * arcTangent(ONE / 5n, -1n) - 2n * arcTangent(ONE / 239n, -1n),
  };
  return known;
}

/** The series of the inverse hyperbolic tangent (`sign` 1) or the inverse tangent (`sign` -1). */
function arcTangent(x: bigint, sign: bigint): bigint {
  const square = (sign * x * x) >> shift;
  let sum = 0n;
  let power = x;
  for (let divisor = 1n; power !== 0n && power !== -1n; divisor += 2n) {
    sum += power / divisor;
    power = (power * square) >> shift;
  }
  return sum;
}

/** The finite float as a fixed-point number. */
function fixed(x: number): bigint {
  const { mantissa, exponent } = partsOf(x);
  return times2(mantissa, exponent + BITS);
}

function times2(n: bigint, exponent: number): bigint {
  return exponent >= 0 ? n << BigInt(exponent) : n >> BigInt(-exponent);
}

/** The float nearest to `x ** y`, for finite `x > 0` and `y` whose power is no tie between floats; an infinity beyond all floats. */
export function powerOf(x: number, y: number): number {
  const { ln2 } = constants();
  const size = Math.round(Math.log2(x));
  const { mantissa, exponent } = partsOf(x);
  const near1 = times2(mantissa, exponent - size + BITS);
  const logarithm = 2n * arcTangent(((near1 - ONE) << shift) / (near1 + ONE), 1n) + BigInt(size) * ln2;
  const times = partsOf(y);
  const argument = times2(times.mantissa * logarithm, times.exponent);
  const turns = argument / ln2;
  return scale(exponential(argument - turns * ln2), Number(turns) - BITS);
}

/** `e ** x` for `|x| < 1`, by its series on `x / 256`. */
function exponential(x: bigint): bigint {
  const part = x >> 8n;
  let sum = ONE;
  let term = ONE;
  for (let divisor = 1n; term !== 0n; divisor++) {
    term = ((term * part) >> shift) / divisor;
    sum += term;
  }
  for (let turn = 0; turn < 8; turn++) sum = (sum * sum) >> shift;
  return sum;
}

/** The floats nearest to the cosine and sine of `angle`. */
export function circle(angle: number): { readonly cos: number; readonly sin: number } {
  if (Math.abs(angle) < 1e-20) return { cos: 1, sin: angle };
  const { halfPi } = constants();
  const whole = fixed(angle);
  const quarters = whole / halfPi;
  const x = whole - quarters * halfPi;
  const cos = series(x, ONE, 1n);
  const sin = series(x, x, 2n);
  const turned = [
    [cos, sin],
    [-sin, cos],
    [-cos, -sin],
    [sin, -cos],
  ][Number(((quarters % 4n) + 4n) % 4n)] as [bigint, bigint];
  return { cos: scale(turned[0], -BITS), sin: scale(turned[1], -BITS) };
}

/** `first - first x^2/(n(n+1)) + ...`: cosine or sine. */
function series(x: bigint, first: bigint, from: bigint): bigint {
  const square = (x * x) >> shift;
  let sum = first;
  let term = first;
  for (let n = from; term !== 0n; n += 2n) {
    term = ((-term * square) >> shift) / (n * (n + 1n));
    sum += term;
  }
  return sum;
}

import { integer, type Value } from "@tierkreis/core";
import { Fault, misfitAt } from "./fault.ts";
import { comparable, float, isFloat, numeric } from "./number.ts";
import { divideExactly, partsOf } from "./scaled.ts";
import { list } from "./sequence.ts";

/** Python's `statistics.mean`: exact, then rounded once. Of integers it is an integer where it is whole. */
export function mean(value: Value): Value {
  const elements = list(value);
  if (elements.length === 0) throw new Fault("is empty", 0);
  const { total, special, floats } = sumOf(elements);
  if (special !== undefined) return float(special / elements.length);
  const count = BigInt(elements.length);
  const [numerator, denominator] = fraction(total, count);
  if (!floats && numerator % denominator === 0n) return integer(numerator / denominator);
  const result = divideExactly(numerator, denominator);
  if (Number.isFinite(result)) return float(result);
  throw new Fault("has a mean too large for a float", 0);
}

/** Mantissas by their exponent. */
type Total = ReadonlyMap<number, bigint>;

interface Sum {
  readonly total: Total;
  /** The sum of the infinities and NaNs, where there are any. */
  readonly special: number | undefined;
  readonly floats: boolean;
}

function sumOf(elements: readonly Value[]): Sum {
  const total = new Map<number, bigint>();
  const addTo = (exponent: number, mantissa: bigint) =>
    total.set(exponent, (total.get(exponent) ?? 0n) + mantissa);
  let special: number | undefined;
  let floats = false;
  elements.forEach((element, index) => {
    const n = numeric(element);
    if (n === undefined) throw misfitAt(element, "a number", index);
    const exact = comparable(n);
    if (!isFloat(n)) {
      addTo(0, BigInt(exact));
    } else {
      floats = true;
      if (Number.isFinite(exact)) {
        const { mantissa, exponent } = partsOf(exact as number);
        addTo(exponent, mantissa);
      } else special = (special ?? 0) + (exact as number);
    }
  });
  return { total, special, floats };
}

/** The total divided by `count`. */
function fraction(total: Total, count: bigint): readonly [numerator: bigint, denominator: bigint] {
  const least = Math.min(0, ...[...total.keys()]);
  let numerator = 0n;
  for (const [exponent, mantissa] of total) numerator += mantissa << BigInt(exponent - least);
  return [numerator, count << BigInt(-least)];
}

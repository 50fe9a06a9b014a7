import type { Value } from "@tierkreis/core";
import { isPlainText, orderElements, orderStrings } from "./compare.ts";
import { Fault } from "./fault.ts";
import { comparable, numeric } from "./number.ts";
import { list } from "./sequence.ts";

/** Python's `sorted`: stable, of numbers, strings or lists. */
export function sort(value: Value): Value {
  const elements = list(value);
  if (elements.every((element) => typeof element === "number")) return sortNumbers(elements);
  if (elements.every((element) => typeof element === "string"))
    return elements.every(isPlainText) ? elements.toSorted() : elements.toSorted(orderStrings);
  // Like Python's, the engine's sort asks only whether the second is less than the first; NaN is less than nothing.
  if (elements.some(isNaN)) return elements.toSorted((a, b) => (orderElements(a, b) < 0 ? -1 : 0));
  return elements.toSorted(orderElements);
}

/** Integers and floats with fraction are never equal to one another, so that no stability is lost. */
function sortNumbers(elements: readonly number[]): readonly number[] {
  return Array.from(Float64Array.from(elements).sort());
}

function isNaN(value: Value): boolean {
  const n = numeric(value);
  return n !== undefined && Number.isNaN(comparable(n));
}

/** Python's `max`: of equal ones the first. */
export function largest(value: Value): Value {
  return extreme(value, (candidate, best) => orderElements(candidate, best) > 0);
}

/** Python's `min`: of equal ones the first. */
export function smallest(value: Value): Value {
  return extreme(value, (candidate, best) => orderElements(candidate, best) < 0);
}

function extreme(value: Value, isBetter: (candidate: Value, best: Value) => boolean): Value {
  const elements = list(value);
  const [first] = elements;
  if (first === undefined) throw new Fault("is empty", 0);
  let best = first;
  for (let index = 1; index < elements.length; index++) {
    const candidate = elements[index] as Value;
    if (isBetter(candidate, best)) best = candidate;
  }
  return best;
}

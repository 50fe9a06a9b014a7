import { integer, type Value } from "@tierkreis/core";
import { Fault, misfit } from "./fault.ts";
import { int } from "./number.ts";
import { checkLength, list, listAt } from "./sequence.ts";

type Values = readonly Value[];

/** The list and one more element. */
export function append(values: Value, element: Value): Values {
  // The element stands in a list of its own, or concat would take an element that is a list apart.
  return list(values).concat([element]);
}

export function concat(first: Value, second: Value): Values {
  return list(first, 0).concat(list(second, 1));
}

/** Python's `list(range(start, stop, step))`. */
export function range(start: Value, stop: Value, step: Value = 1): Values {
  const [first, end, by] = [start, stop, step].map((value, input) => {
    const n = int(value);
    if (n === undefined) throw misfit(value, "an integer", input);
    return BigInt(n);
  }) as [bigint, bigint, bigint];
  if (by === 0n) throw new Fault("is zero", 2);
  const distance = by > 0n ? end - first : first - end;
  const size = by > 0n ? by : -by;
  const length = distance > 0n ? Number((distance + size - 1n) / size) : 0;
  checkLength(length, 0, 1);
  const small = Number(first);
  const safe = Number.isSafeInteger(small) && Number.isSafeInteger(small + length * Number(by));
  const elements: Value[] = [];
  for (let index = 0; index < length; index++)
    elements.push(safe ? small + index * Number(by) : integer(first + BigInt(index) * by));
  return elements;
}

export function flatten(values: Value): Values {
  const elements: Value[] = [];
  list(values).forEach((inner, index) => {
    for (const element of listAt(inner, index)) elements.push(element);
  });
  return elements;
}

/** Pairs, as many as the shorter list has elements. */
export function zip(a: Value, b: Value): Values {
  const [first, second] = [list(a, 0), list(b, 1)];
  const length = Math.min(first.length, second.length);
  const pairs: Value[] = [];
  for (let index = 0; index < length; index++) pairs.push([first[index] as Value, second[index] as Value]);
  return pairs;
}

/** The two lists of a list of pairs. As Python's `zip(*pairs)` it cuts all to the shortest, which must have two elements. */
export function unzip(pairs: Value): readonly [a: Values, b: Values] {
  const [a, b]: [Value[], Value[]] = [[], []];
  let shortest = Infinity;
  list(pairs).forEach((pair, index) => {
    const elements = listAt(pair, index);
    shortest = Math.min(shortest, elements.length);
    a.push(elements[0] as Value);
    b.push(elements[1] as Value);
  });
  if (a.length === 0) throw new Fault("is empty, which gives no two lists", 0);
  if (shortest !== 2) throw new Fault(`has elements of ${shortest} values, where pairs are needed`, 0);
  return [a, b];
}

/** The two elements of a pair. */
export function untuple(pair: Value): readonly [a: Value, b: Value] {
  const elements = list(pair);
  const [a, b] = elements;
  if (a === undefined || b === undefined || elements.length !== 2)
    throw new Fault(`has ${elements.length} elements, where two are needed`, 0);
  return [a, b];
}

/** The first element and the others. */
export function head(values: Value): readonly [first: Value, rest: Values] {
  const elements = list(values);
  const [first] = elements;
  if (first === undefined) throw new Fault("is empty", 0);
  return [first, elements.slice(1)];
}

/** Python's `values[:n]`. */
export function take(values: Value, n: Value): Values {
  return list(values).slice(0, bound(n));
}

/** Python's `values[n:]`. */
export function drop(values: Value, n: Value): Values {
  return list(values).slice(bound(n));
}

/** Python's `values[n]`. */
export function at(values: Value, n: Value): Value {
  const elements = list(values);
  const index = int(n);
  if (index === undefined) throw misfit(n, "an integer", 1);
  const element = elements.at(Number(index));
  if (element !== undefined) return element;
  throw new Fault(`is ${index}, where the list has ${elements.length} elements`, 1);
}

/** Where a slice begins or ends, if it does: Python's null is no bound. Bounds beyond any list do no harm. */
function bound(n: Value): number | undefined {
  if (n === null) return undefined;
  const index = int(n);
  if (index === undefined) throw misfit(n, "an integer", 1);
  return Number(index);
}

import { Complex, GraphValue, type Value } from "@tierkreis/core";
import { comparable, numeric } from "./number.ts";
import { plain } from "./sequence.ts";

/** Two values at the same place that are not equal: no two lists, but for lists of which one is the beginning of the other. */
export type Difference = readonly [a: Value, b: Value];

interface Pair {
  readonly a: readonly Value[];
  readonly b: readonly Value[];
  at: number;
  /** The two objects whose fields these are. */
  readonly objects?: Difference;
}

/**
 * The first difference between two values as Python's `==` sees them; `undefined` when there is none. Objects have no order
 * of keys and differ as a whole. NaN inside a list equals itself: Python reads every NaN as the same object.
 */
export function firstDifference(a: Value, b: Value): Difference | undefined {
  const pairs: Pair[] = [];
  let found = step(a, b, pairs);
  for (let pair = pairs.at(-1); pair !== undefined && found === undefined; pair = pairs.at(-1)) {
    if (pair.at < pair.a.length && pair.at < pair.b.length) {
      const at = pair.at++;
      found = step(pair.a[at] as Value, pair.b[at] as Value, pairs);
    } else if (pair.a.length !== pair.b.length) {
      found = [pair.a, pair.b];
    } else {
      pairs.pop();
    }
  }
  return found && (pairs.find((pair) => pair.objects !== undefined)?.objects ?? found);
}

/** Settles two scalars at once; leaves containers to be walked. */
function step(a: Value, b: Value, pairs: Pair[]): Difference | undefined {
  if (a === b) return undefined;
  const [x, y] = [plain(a), plain(b)];
  if (Array.isArray(x) && Array.isArray(y)) {
    pairs.push({ a: x as readonly Value[], b: y as readonly Value[], at: 0 });
    return undefined;
  }
  if (x instanceof Map && y instanceof Map) return openObjects(x as Fields, y as Fields, pairs);
  return equalScalars(x, y) ? undefined : [x, y];
}

type Fields = ReadonlyMap<string, Value>;

function openObjects(a: Fields, b: Fields, pairs: Pair[]): Difference | undefined {
  if (a.size !== b.size) return [a, b];
  for (const key of a.keys()) if (!b.has(key)) return [a, b];
  const keys = [...a.keys()];
  const fields = keys.map((key) => b.get(key) as Value);
  pairs.push({ a: [...a.values()], b: fields, at: 0, objects: [a, b] });
  return undefined;
}

function equalScalars(a: Value, b: Value): boolean {
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) {
    const [m, n] = [comparable(x), comparable(y)];
    return (m <= n && m >= n) || (Number.isNaN(m) && Number.isNaN(n));
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (a instanceof Complex && b instanceof Complex) return a.re === b.re && a.im === b.im;
  return a instanceof GraphValue && b instanceof GraphValue && a.graph === b.graph;
}

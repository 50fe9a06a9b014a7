import type { Graph } from "../graph/document.ts";
import { floatText } from "./float-text.ts";

/**
 * A value, decoded without loss. Values are read only.
 *
 * A JavaScript `number` without fraction is an integer within ±(2^53-1); integers beyond are `bigint`. A `number` with a fraction is a
 * float, printed as Python prints it; every other float is a {@link Float}: whole ones such as `3.0`, `-0.0`, NaN, the infinities,
 * and those whose token differs from what Python prints. {@link isInteger} and {@link float} spare the distinction.
 * A JSON object is a `Map`, so that its order and all its keys stay.
 */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | Float
  | Uint8Array
  | Complex
  | GraphValue
  | readonly Value[]
  | ReadonlyMap<string, Value>;

/** A number that Python sees as a float although a JavaScript number could not say so, or not with the same token. */
export class Float {
  readonly value: number;
  /** The token it was read from, where Python would print the number otherwise. */
  private readonly token?: string;

  /** @param token The JSON token that the number was read from. Leave it out for a computed number. */
  constructor(value: number, token?: string) {
    this.value = value;
    // Most have none, and a list of millions is read faster without an empty field in each.
    if (token !== undefined) this.token = token;
  }

  /** The number's token: as it was read, or as Python prints it. */
  get text(): string {
    return this.token ?? floatText(this.value);
  }
}

/** A complex number. */
export class Complex {
  readonly re: number;
  readonly im: number;
  /** It was read in the older form `{"__tkr_complex__": [re, im]}` and is written so again. Results computed from it should carry this on. */
  readonly tagged: boolean;

  constructor(re: number, im: number, tagged = false) {
    this.re = re;
    this.im = im;
    this.tagged = tagged;
  }
}

/** A graph that is passed around as a value. */
export class GraphValue {
  readonly graph: Graph;

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** The graph document, as every typed graph gives it. */
  getData(): Graph {
    return this.graph;
  }
}

/** The integer as a {@link Value}: a `number` within ±(2^53-1), else a `bigint`. Throws `RangeError` for a number that is no integer. */
export function integer(n: bigint | number): number | bigint {
  if (typeof n === "number") return Number.isSafeInteger(n) ? n + 0 : BigInt(n);
  return n >= Number.MIN_SAFE_INTEGER && n <= Number.MAX_SAFE_INTEGER ? Number(n) : n;
}

/** The float as a {@link Value}, such as the result of a computation: plain where a plain number says it, else a {@link Float}. */
export function float(n: number): number | Float {
  return Number.isInteger(n) || !Number.isFinite(n) ? new Float(n) : n;
}

/** True for an integer, of any size. False for every float, `3.0` too. */
export function isInteger(value: Value): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

/** True for any number that is not an integer to Python. */
export function isFloat(value: Value): value is number | Float {
  return value instanceof Float || (typeof value === "number" && !Number.isInteger(value));
}

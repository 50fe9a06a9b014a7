/**
 * The two shapes of object that stand for something else, and their escape.
 *
 * `{"__tkr_bytes__": true, "bytes": "<base64>"}` is bytes and `{"__tkr_complex__": [re, im]}` a complex number: with exactly these
 * keys, and values that fit. A user's own object of such a shape is written with a `~` behind the reserved key, and an object
 * whose key has n tildes with n + 1 of them; reading takes one away. So every object comes back as it was, at any depth, however often
 * it is encoded. A reader that knows nothing of this, such as Tierkreis for Python, looks for the key without tilde and sees
 * a plain object. An object that merely contains a reserved key among others is no such shape and stays as it is.
 */
import { Complex, Float, type Value } from "./value.ts";

const BYTES = "__tkr_bytes__";
const COMPLEX = "__tkr_complex__";

/** What every reserved key begins with. */
export const RESERVED_PREFIX = "__tkr_";

/** What the object stands for: bytes, a complex number, an object that was escaped, or itself. */
export function revive(object: ReadonlyMap<string, Value>): Value {
  const key = reservedKey(object);
  if (key === undefined) return object;
  if (key.endsWith("~")) return renameKey(object, key, key.slice(0, -1));
  if (key === BYTES) return new Uint8Array(Buffer.from(object.get("bytes") as string, "base64"));
  const [re, im] = object.get(COMPLEX) as readonly (number | bigint | Float)[];
  return new Complex(toNumber(re), toNumber(im), true);
}

/** The object as it must be written so that {@link revive} gives it back. */
export function escapeObject(object: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const key = reservedKey(object);
  return key === undefined ? object : renameKey(object, key, `${key}~`);
}

/** The reserved key, with or without tildes, when the object has exactly a reserved shape. */
function reservedKey(object: ReadonlyMap<string, Value>): string | undefined {
  if (object.size === 0 || object.size > 2) return undefined;
  for (const [key, value] of object) {
    if (key === "bytes" || !key.startsWith(RESERVED_PREFIX)) continue;
    const word = key.replace(/~+$/, "");
    if (word === BYTES && object.size === 2)
      return value === true && isBase64(object.get("bytes")) ? key : undefined;
    if (word === COMPLEX && object.size === 1) return isPair(value) ? key : undefined;
  }
  return undefined;
}

function renameKey(object: ReadonlyMap<string, Value>, from: string, to: string): ReadonlyMap<string, Value> {
  return new Map(Array.from(object, ([key, value]) => [key === from ? to : key, value]));
}

function isBase64(value: Value | undefined): boolean {
  return typeof value === "string" && Buffer.from(value, "base64").toString("base64") === value;
}

/** True for a list of two numbers, the written form of a complex number. */
export function isPair(value: Value | undefined): value is readonly (number | bigint | Float)[] {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}

function isNumber(value: Value): boolean {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Float;
}

/** The nearest JavaScript number. */
export function toNumber(value: number | bigint | Float | undefined): number {
  return value instanceof Float ? value.value : Number(value);
}

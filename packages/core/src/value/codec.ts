import { TierkreisError } from "../errors.ts";
import type { PortSchema } from "../ports/schema.ts";
import { checkValue } from "./check.ts";
import { coerce } from "./coerce.ts";
import { parseTree } from "./parse.ts";
import { isAny, isBytes, takesBytes } from "./schema-walk.ts";
import type { Value } from "./value.ts";
import { BytesSink } from "./sink.ts";
import { writeTree } from "./write.ts";

/**
 * Decodes a stored value by its declared type.
 *
 * - Declared bytes: the bytes themselves, not copied.
 * - A union with bytes: the JSON value where it is of another member, else the bytes.
 * - Anything else that is declared: JSON. Throws `TKR_VALUE_INVALID` where it is none.
 * - Nothing declared: JSON where the bytes are JSON, else the bytes, as Tierkreis for Python reads a value without annotation.
 */
export function decodeValue(bytes: Uint8Array, type?: PortSchema): Value {
  if (type !== undefined && isBytes(type)) return raw(bytes);
  if (type !== undefined && !takesBytes(type)) return coerce(parseValue(bytes), type, "decoded");
  const value = tryJson(bytes);
  if (value === undefined) return raw(bytes);
  if (type === undefined) return value;
  const coerced = coerce(value, type, "decoded");
  return checkValue(coerced, type) === undefined ? coerced : raw(bytes);
}

/**
 * Encodes a value as it is stored: bytes raw, everything else as JSON in ASCII. Bytes that a union with bytes would read as JSON
 * are written in their nested form.
 */
export function encodeValue(value: Value, type?: PortSchema): Uint8Array {
  if (value instanceof Uint8Array && storedRaw(value, type)) return value;
  const sink = new BytesSink();
  writeTree(value, sink);
  return sink.end();
}

function storedRaw(bytes: Uint8Array, type: PortSchema | undefined): boolean {
  if (type === undefined || isBytes(type) || isAny(type)) return true;
  return takesBytes(type) && decodeValue(bytes, type) instanceof Uint8Array;
}

function parseValue(bytes: Uint8Array): Value {
  return parseTree(bytes, "value") as Value;
}

/** `undefined` when the bytes are no JSON. */
function tryJson(bytes: Uint8Array): Value | undefined {
  try {
    return parseValue(bytes);
  } catch (error) {
    if (TierkreisError.isInstance(error)) return undefined;
    throw error;
  }
}

/** A plain `Uint8Array`, also of a `Buffer`. */
function raw(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

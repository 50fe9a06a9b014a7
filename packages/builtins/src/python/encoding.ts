import { encodeValue, type Value } from "@tierkreis/core";
import { Fault, misfit } from "./fault.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Python's `string.encode()`. */
export function encode(value: Value): Uint8Array {
  if (typeof value !== "string") throw misfit(value, "a string");
  if (!value.isWellFormed()) throw new Fault("has half a surrogate pair, which UTF-8 can not carry", 0);
  return encoder.encode(value);
}

/** Python's `bytes.decode()`. A value that is not raw bytes is taken as it is stored. */
export function decode(value: Value): string {
  const bytes = value instanceof Uint8Array ? value : encodeValue(value);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Fault("is not UTF-8", 0);
  }
}

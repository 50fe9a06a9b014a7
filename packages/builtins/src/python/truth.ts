import { Float, type Value } from "@tierkreis/core";

/** Python's `bool`: false for null, zero, and all that is empty. */
export function truth(value: Value): boolean {
  if (typeof value !== "object") return value !== false && value !== 0 && value !== "";
  if (value === null) return false;
  if (value instanceof Float) return value.value !== 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  return !(value instanceof Map) || value.size > 0;
}

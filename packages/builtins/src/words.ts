import { Complex, Float, GraphValue, type Value } from "@tierkreis/core";

const SHOWN = 40;

/** A value in a few words, for messages: `the string "abc"`, `3.0`, `a list of 2`. */
export function inWords(value: Value): string {
  if (typeof value === "string")
    return value.length <= SHOWN
      ? `the string ${JSON.stringify(value)}`
      : `the string ${JSON.stringify(value.slice(0, SHOWN))}...`;
  if (value === null) return "null";
  if (value instanceof Float) return value.text;
  if (value instanceof Uint8Array) return `${value.length} raw bytes`;
  if (value instanceof Complex) return "a complex number";
  if (value instanceof GraphValue) return "a graph";
  if (typeof value === "bigint" && (value > 10n ** 40n || value < -(10n ** 40n))) return "a huge integer";
  if (typeof value !== "object") return value.toString();
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return `an object with ${(value as ReadonlyMap<string, Value>).size} keys`;
}

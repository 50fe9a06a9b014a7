import type { Value } from "@tierkreis/core";
import { Fault } from "../python/fault.ts";

/** The value itself. Python's generic tasks read JSON, and so take raw bytes only inside of a list or object. */
export function json(value: Value, input: number): Value {
  if (!(value instanceof Uint8Array)) return value;
  throw new Fault(
    `is ${value.length} raw bytes, which generic tasks take only inside of a list or object`,
    input,
  );
}

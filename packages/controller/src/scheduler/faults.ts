import { childLocation, messageOf, TierkreisError, type Location, type Value } from "@tierkreis/core";
import type { Frame } from "./frame.ts";
import { printPlace } from "./place.ts";
import type { PlanNode } from "./plan.ts";

/** The location of a node of a frame. */
export function locationOf(frame: Frame, node: number): Location {
  return childLocation(printPlace(frame.place), "N", node);
}

/** The error of a node of the engine's own (a pure task, a branch, a loop, a map): what was wrong, and where. */
export function wrongValue(frame: Frame, { index, node }: PlanNode, cause: unknown): TierkreisError {
  const location = locationOf(frame, index);
  const what = node.type === "function" ? node.function_name : `the ${node.type}`;
  const coded = TierkreisError.isInstance(cause) ? cause : undefined;
  if (coded !== undefined && coded.details.location !== undefined) return coded;
  return new TierkreisError(
    coded?.code ?? "TKR_TASK_FAILED",
    `${what} at ${location} failed: ${messageOf(cause)}`,
    {
      ...coded?.details,
      location,
      node: index,
      cause,
    },
  );
}

/** The complaint about a predicate or `should_continue` that is none. */
export function notBoolean(what: string, value: Value | undefined): TierkreisError {
  return new TierkreisError("TKR_VALUE_TYPE", `${what} must be true or false, not ${nameOf(value)}`);
}

/** A value in a word or two. */
export function nameOf(value: Value | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value === "object") return value instanceof Uint8Array ? "bytes" : "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

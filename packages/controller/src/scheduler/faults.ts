import { childLocation, messageOf, TierkreisError, type Location, type Value } from "@tierkreis/core";
import type { Frame } from "./frame.ts";
import { Datum } from "./datum.ts";
import { locationWords } from "./location-words.ts";
import { printPlace } from "./place.ts";
import type { PlanNode } from "./plan.ts";

/** The location of a node of a frame. */
export function locationOf(frame: Frame, node: number): Location {
  return childLocation(printPlace(frame.place), "N", node);
}

/** The error of a node of the engine's own (a pure task, a branch, a loop, a map): what was wrong, and where. */
export function wrongValue(frame: Frame, planned: PlanNode, cause: unknown): TierkreisError {
  const map = noListFor(frame, planned);
  if (map !== undefined) return wrongValue(frame, map.planned, map.cause);
  const { index, node } = planned;
  const location = locationOf(frame, index);
  const what = node.type === "function" ? node.function_name : `the ${node.type}`;
  const coded = TierkreisError.isInstance(cause) ? cause : undefined;
  if (coded !== undefined && coded.details.location !== undefined) return coded;
  return new TierkreisError(
    coded?.code ?? "TKR_TASK_FAILED",
    `${what} at ${locationWords(location)} failed: ${messageOf(cause)}`,
    {
      ...coded?.details,
      location,
      node: index,
      cause,
    },
  );
}

/** The map that a task unfolds no list for: who made the graph knows of the map only. */
function noListFor(frame: Frame, { index, node, slot, wires }: PlanNode) {
  if (node.type !== "function" || node.function_name !== "builtins.unfold_values") return undefined;
  const item = wires[0] === undefined ? undefined : frame.read(wires[0]);
  if (!(item instanceof Datum) || Array.isArray(item.value)) return undefined;
  const { nodes, consumers } = frame.plan;
  for (const consumer of consumers.nodes.subarray(consumers.starts[index], consumers.starts[index + 1])) {
    const planned = nodes[consumer];
    const wire = planned?.wires.find((one) => "slot" in one && one.slot === slot);
    if (planned?.node.type !== "map" || wire === undefined) continue;
    return { planned, cause: notList(wire.input, item.value) };
  }
  return undefined;
}

/** The complaint about what a map is to go through. */
export function notList(input: string, value: Value | undefined): TierkreisError {
  const message = `its input ${JSON.stringify(input)} is ${nameOf(value)}, not a list`;
  return new TierkreisError("TKR_VALUE_TYPE", message, { port: input });
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

import { isRef } from "@tierkreis/core";
import { isGraph, type GraphFace } from "./document/graph-face.ts";
import { openRefs } from "./open-result.ts";

type Ports = GraphFace["inputs"];

/** True for the ports of a graph whose only one is `value`. */
export function isSingle(ports: Ports): boolean {
  const names = Object.keys(ports);
  return names.length === 1 && names[0] === "value";
}

/** What was given, by port. `{ value: ref }` is by port too. */
export function byPorts(ports: Ports | undefined, given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined) return {};
  const refOf = openRefs(given);
  if (refOf !== undefined && ports !== undefined && !isSingle(ports)) {
    return Object.fromEntries(Object.keys(ports).map((port) => [port, refOf(port)]));
  }
  const alone =
    isRef(given) ||
    isGraph(given) ||
    !isRecord(given) ||
    (ports !== undefined && isSingle(ports) && !hasValueRef(given));
  return alone ? { value: given } : given;
}

function isRecord(given: unknown): given is Readonly<Record<string, unknown>> {
  if (typeof given !== "object" || given === null) return false;
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === Object.prototype || prototype === null;
}

function hasValueRef(given: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(given).length === 1 && isRef(given["value"]);
}

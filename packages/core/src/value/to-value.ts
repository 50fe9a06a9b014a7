import { TierkreisError } from "../errors.ts";
import type { PortSchema } from "../ports/schema.ts";
import { coerce } from "./coerce.ts";
import type { Graph } from "../graph/document.ts";
import { rebuild, type Inner } from "./rebuild.ts";
import { Complex, float, Float, GraphValue, integer, type Value } from "./value.ts";

/**
 * The value of something made in TypeScript: scalars, arrays, plain objects and `Map`s with string keys, bytes in any view or buffer,
 * {@link Complex}, graphs, or anything that is a `Value` already. A whole number is an integer, and a float where `number` is declared.
 * Properties that are `undefined` are left out. Throws `TKR_VALUE_INVALID` naming the place for anything else, and for cycles.
 */
export function toValue(js: unknown, type?: PortSchema): Value {
  // JavaScript computes -0 where every other language has the integer 0.
  if (Object.is(js, -0) && type?.type === "integer") return 0;
  const ancestors = new Set<unknown>();
  const inner = (node: unknown, _: unknown, path: () => string): Inner | undefined => {
    const found = innerOfJs(node, path);
    if (found === undefined) return undefined;
    if (ancestors.has(node)) throw invalid("a cycle: it contains itself", path());
    ancestors.add(node);
    const build = (results: unknown[]) => {
      ancestors.delete(node);
      return found.build(results);
    };
    return { keys: found.keys, items: found.items, build };
  };
  const value = rebuild(js, { inner, leaf }) as Value;
  return type === undefined ? value : coerce(value, type, "made");
}

function innerOfJs(node: unknown, path: () => string): Inner | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  // A hole in a list reads as undefined, which is refused like any other.
  if (Array.isArray(node)) return { keys: undefined, items: node, build: (results) => results };
  if (node instanceof Map) return entriesInner([...node], path);
  const prototype: unknown = Object.getPrototypeOf(node);
  // Objects of another realm have another Object.prototype, which has no prototype either.
  if (isGraph(node)) return undefined;
  const plain =
    prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
  if (!plain || Symbol.toStringTag in node) return undefined;
  return entriesInner(Object.entries(node), path);
}

function entriesInner(entries: readonly (readonly [unknown, unknown])[], path: () => string): Inner {
  const kept = entries.filter(([, field]) => field !== undefined);
  const keys = kept.map(([key]) => {
    if (typeof key === "string") return key;
    throw invalid(`a Map with a key that is a ${typeof key}`, path());
  });
  return {
    keys,
    items: kept.map(([, field]) => field),
    build: (results) => new Map(keys.map((key, index) => [key, results[index]])),
  };
}

function leaf(node: unknown, _: unknown, path: () => string): Value {
  switch (typeof node) {
    case "string":
    case "boolean":
      return node;
    case "bigint":
      return integer(node);
    case "number":
      return Number.isSafeInteger(node) && !Object.is(node, -0) ? node : float(node);
    case "object":
      return node === null ? null : specialObject(node, path);
    default:
      throw invalid(typeof node === "undefined" ? "undefined" : `a ${typeof node}`, path());
  }
}

function specialObject(node: object, path: () => string): Value {
  if (node instanceof Float || node instanceof Complex || node instanceof GraphValue) return node;
  if (node instanceof Uint8Array && node.constructor === Uint8Array) return node;
  if (ArrayBuffer.isView(node)) return new Uint8Array(node.buffer, node.byteOffset, node.byteLength);
  if (node instanceof ArrayBuffer) return new Uint8Array(node);
  if (isGraph(node)) return new GraphValue(node.getData());
  const name = node.constructor.name;
  throw invalid(name === "" ? "an object of a class" : `a ${name}`, path());
}

/** A graph builder, or whatever else can give a graph document. */
function isGraph(node: object): node is { getData(): Graph } {
  return "getData" in node && typeof node.getData === "function";
}

function invalid(what: string, path: string): TierkreisError {
  const place = path === "" ? "" : ` at ${path}`;
  return new TierkreisError(
    "TKR_VALUE_INVALID",
    `The value${place} is ${what}, which no other language could carry.`,
  );
}

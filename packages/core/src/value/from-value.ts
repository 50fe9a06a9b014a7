import { TierkreisError } from "../errors.ts";
import type { PortSchema } from "../ports/schema.ts";
import { innerOf } from "./coerce.ts";
import { jsonToValue } from "./json-value.ts";
import type { Json } from "./json.ts";
import { objectOf, setOwn } from "./own.ts";
import { rebuild, type Inner } from "./rebuild.ts";
import { typesOf } from "./schema-walk.ts";
import { Float, type Value } from "./value.ts";

/**
 * The value as TypeScript code sees it: numbers, plain objects and arrays; bytes, complex numbers and graphs stay as they are.
 * Integers are numbers, and bigints where `z.bigint()` is declared; where nothing is declared, integers beyond ±(2^53-1) are bigints.
 * Fields that are left out get their declared default. Throws `TKR_INTEGER_UNSAFE` for such an integer where a number is declared.
 */
export function fromValue(value: Value, type?: PortSchema): unknown {
  return rebuild(value, { inner: innerOfValue, leaf }, type);
}

function innerOfValue(node: unknown, type: PortSchema | undefined): Inner | undefined {
  const inner = innerOf(node as Value);
  const keys = inner?.keys;
  if (inner === undefined || keys === undefined) return inner;
  return { keys, items: inner.items, build: (results) => withDefaults(objectOf(keys, results), type) };
}

function withDefaults(
  object: Record<string, unknown>,
  type: PortSchema | undefined,
): Record<string, unknown> {
  for (const [key, field] of Object.entries(type?.properties ?? {})) {
    if ("default" in field && !Object.hasOwn(object, key)) setOwn(object, key, defaultOf(field));
  }
  return object;
}

/** A default stands in the document like a const. */
function defaultOf(field: PortSchema): unknown {
  return fromValue(jsonToValue(field.default as Json, field), field);
}

function leaf(node: unknown, type: PortSchema | undefined, path: () => string): unknown {
  if (node instanceof Float) return node.value;
  if (type?.["x-tierkreis"] === "bigint") return typeof node === "number" ? BigInt(node) : node;
  if (typeof node === "bigint" && type?.type !== undefined) throw unsafe(node, path(), type);
  return node;
}

function unsafe(integer: bigint, path: string, type: PortSchema): TierkreisError {
  const digits = String(integer);
  const shown = digits.length > 40 ? `${digits.slice(0, 40)}... (${digits.length} digits)` : digits;
  const [place, what] = path === "" ? ["", "it"] : [` at ${path}`, "what stands there"];
  const float = typesOf(type)?.includes("number") === true ? ", or let the task write a float" : "";
  return new TierkreisError(
    "TKR_INTEGER_UNSAFE",
    `The integer ${shown}${place} is beyond ±(2^53-1), where a JavaScript number is no longer exact. Declare ${what} as z.bigint()${float}.`,
  );
}

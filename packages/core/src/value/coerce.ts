import type { PortSchema } from "../ports/schema.ts";
import { rebuild, type Inner } from "./rebuild.ts";
import { isPair, toNumber } from "./reserved.ts";
import { mentions, typesOf } from "./schema-walk.ts";
import { Complex, Float, type Value } from "./value.ts";

/**
 * Gives a value the form its declared type asks for: `[re, im]` becomes a `Complex` where one is declared. A value `made` in
 * JavaScript, where `3` and `3.0` are the same, also gets floats where `number` is declared; a `decoded` one keeps its tokens.
 */
export function coerce(value: Value, type: PortSchema, origin: "decoded" | "made"): Value {
  const complex = mentions(type, "complex");
  const floats = origin === "made" && mentions(type, "number");
  if (!complex && !floats) return value;
  const rules = {
    inner: (node: unknown, declared: PortSchema | undefined) =>
      isComplex(node, declared) ? undefined : innerOf(node as Value),
    leaf: (node: unknown, declared: PortSchema | undefined) => {
      if (typeof node === "number")
        return floats && isFloatType(declared) && Number.isInteger(node) ? new Float(node) : node;
      return isComplex(node, declared) ? new Complex(toNumber(node[0]), toNumber(node[1])) : node;
    },
  };
  return rebuild(value, rules, type) as Value;
}

function isFloatType(type: PortSchema | undefined): boolean {
  const types = type && typesOf(type);
  return types !== undefined && types.includes("number") && !types.includes("integer");
}

function isComplex(
  node: unknown,
  type: PortSchema | undefined,
): node is readonly (number | bigint | Float)[] {
  return type?.["x-tierkreis"] === "complex" && isPair(node as Value);
}

/** The items of a list or object, to be built into the same again. */
export function innerOf(node: Value): Inner | undefined {
  if (Array.isArray(node)) return { keys: undefined, items: node, build: (results) => results };
  if (!(node instanceof Map)) return undefined;
  const object = node as ReadonlyMap<string, Value>;
  const keys = [...object.keys()];
  return {
    keys,
    items: [...object.values()],
    build: (results) => new Map(keys.map((key, index) => [key, results[index]])),
  };
}

import type { PortSchema } from "../ports/schema.ts";
import { alternatives, typesOf } from "./schema-walk.ts";
import { Complex, Float, GraphValue, type Value } from "./value.ts";
import { quote } from "./quote.ts";

const SHOWN = 60;

/** A value in a few words, for messages: `the string "abc"`, `3.0`, `a list of 2`. */
export function describeValue(value: Value): string {
  if (typeof value === "string") return `the string ${shorten(quote(value))}`;
  if (value === null) return "null";
  if (value instanceof Float) return shorten(value.text);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Complex) return "a complex number";
  if (value instanceof GraphValue) return "a graph";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return `an object with ${(value as ReadonlyMap<string, Value>).size} keys`;
  return shorten(String(value));
}

/** A declared type in a few words: `integer`, `"a" or "b"`, `list of number`. */
export function describeType(schema: PortSchema): string {
  const members = alternatives(schema);
  if (members !== undefined) return unique(members.map(describeType)).join(" or ");
  if (schema["x-tierkreis"] === "bigint") return "integer";
  if (schema["x-tierkreis"] !== undefined) return schema["x-tierkreis"];
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return shorten(schema.enum.map((one) => JSON.stringify(one)).join(" or "));
  const types = typesOf(schema);
  if (types === undefined)
    return schema.$ref === undefined ? "any value" : (schema.$ref.split("/").at(-1) ?? "");
  return types.map((type) => (type === "array" ? "list" : type)).join(" or ");
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}

function shorten(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}...`;
}

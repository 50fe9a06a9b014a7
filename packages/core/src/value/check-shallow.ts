import type { PortSchema, SchemaType } from "../ports/schema.ts";
import { describeType, describeValue } from "./describe.ts";
import { RawNumber } from "./raw-number.ts";
import { typesOf } from "./schema-walk.ts";
import { Complex, Float, GraphValue, isInteger, type Value } from "./value.ts";

/** What was declared and what is there instead. */
export interface Complaint {
  readonly expected: string;
  readonly found: string;
}

/** Checks what can be said of a value without looking into its elements and fields. */
export function checkShallow(value: Value, schema: PortSchema): Complaint | undefined {
  const expected = isKind(value, schema) ? unmet(value, schema) : describeType(schema);
  return expected === undefined ? undefined : { expected, found: describeValue(value) };
}

/** True when the value is of a declared kind and one of the declared constants. */
export function isKind(value: Value, schema: PortSchema): boolean {
  switch (schema["x-tierkreis"]) {
    case "bytes":
      return value instanceof Uint8Array;
    case "complex":
      return value instanceof Complex;
    case "graph":
      return value instanceof GraphValue || (value instanceof Map && Array.isArray(value.get("nodes")));
    case "bigint":
      return isInteger(value);
    case undefined:
      break;
  }
  const types = typesOf(schema);
  if (types !== undefined) {
    const kind = kindOf(value);
    if (kind === undefined || !(types.includes(kind) || (kind === "integer" && types.includes("number"))))
      return false;
  }
  if (schema.const !== undefined && !isConstant(value, schema.const)) return false;
  return schema.enum?.some((one) => isConstant(value, one)) ?? true;
}

function kindOf(value: Value): SchemaType | undefined {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "string") return typeof value as "boolean" | "string";
  if (isInteger(value)) return "integer";
  if (typeof value === "number" || value instanceof Float) return "number";
  if (Array.isArray(value)) return "array";
  return value instanceof Map ? "object" : undefined;
}

function isConstant(value: Value, word: null | boolean | number | string): boolean {
  const constant = numeric(word);
  return value === constant || (value instanceof Float && value.value === constant);
}

/** A schema that was read from a document may hold number tokens. */
function numeric<T>(word: T): T | number {
  return word instanceof RawNumber ? Number(word.text) : word;
}

/** The constraint that is not met, in words. */
function unmet(value: Value, schema: PortSchema): string | undefined {
  if (typeof value === "string") return unmetByText(value, schema);
  if (typeof value === "number" || typeof value === "bigint") return unmetByNumber(value, schema);
  if (value instanceof Float) return unmetByNumber(value.value, schema);
  if (Array.isArray(value)) return unmetByList(value.length, schema);
  return value instanceof Map ? unmetByObject(value, schema) : undefined;
}

function unmetByNumber(value: number | bigint, schema: PortSchema): string | undefined {
  const minimum = numeric(schema.minimum);
  const maximum = numeric(schema.maximum);
  const above = numeric(schema.exclusiveMinimum);
  const below = numeric(schema.exclusiveMaximum);
  const multipleOf = numeric(schema.multipleOf);
  const word = describeType(schema);
  // Said so that NaN meets no bound.
  if (minimum !== undefined && !(value >= minimum)) return `${word} >= ${minimum}`;
  if (maximum !== undefined && !(value <= maximum)) return `${word} <= ${maximum}`;
  if (above !== undefined && !(value > above)) return `${word} > ${above}`;
  if (below !== undefined && !(value < below)) return `${word} < ${below}`;
  return multipleOf === undefined || isMultiple(value, multipleOf) ? undefined : `multiple of ${multipleOf}`;
}

function isMultiple(value: number | bigint, of: number): boolean {
  if (Number.isSafeInteger(of) && isInteger(value)) return BigInt(value) % BigInt(of) === 0n;
  const quotient = Number(value) / of;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-12 * Math.max(1, Math.abs(quotient));
}

function unmetByText(value: string, schema: PortSchema): string | undefined {
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined || maxLength !== undefined) {
    // Characters are code points, as everywhere in JSON Schema.
    const length = Array.from(value).length;
    if (length < (minLength ?? 0)) return `string of at least ${minLength ?? 0} characters`;
    if (length > (maxLength ?? Infinity)) return `string of at most ${maxLength ?? 0} characters`;
  }
  return pattern === undefined || patternOf(pattern).test(value) ? undefined : `string like /${pattern}/`;
}

const patterns = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = compile(pattern);
    patterns.set(pattern, compiled);
  }
  return compiled;
}

/** JSON Schema's patterns are of the `u` kind; some writers give others. */
function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return new RegExp(pattern);
  }
}

function unmetByList(length: number, schema: PortSchema): string | undefined {
  const { minItems, prefixItems, items } = schema;
  const maxItems =
    items === false ? Math.min(prefixItems?.length ?? 0, schema.maxItems ?? Infinity) : schema.maxItems;
  if (minItems !== undefined && length < minItems) return `list of at least ${minItems}`;
  return maxItems !== undefined && length > maxItems ? `list of at most ${maxItems}` : undefined;
}

function unmetByObject(value: ReadonlyMap<string, Value>, schema: PortSchema): string | undefined {
  const missing = schema.required?.find((key) => !value.has(key));
  if (missing !== undefined) return `object with the key ${JSON.stringify(missing)}`;
  const { properties = {}, propertyNames } = schema;
  if (schema.additionalProperties === false) {
    for (const key of value.keys()) {
      if (!Object.hasOwn(properties, key)) return `object without the key ${JSON.stringify(key)}`;
    }
  }
  if (propertyNames === undefined) return undefined;
  for (const key of value.keys()) {
    const complaint = checkShallow(key, propertyNames);
    if (complaint !== undefined) return `keys: ${complaint.expected}, not ${JSON.stringify(key)}`;
  }
  return undefined;
}

import { z } from "zod";
import { TierkreisError } from "../errors.ts";
import { valueToJson } from "../value/json-value.ts";
import { toValue } from "../value/to-value.ts";
import { bigintBounds, dropFlaggedPatterns, dropMachineBounds } from "./constraints.ts";
import type { PortSchema } from "./schema.ts";
import { wordOf } from "./words.ts";

/** Types that zod can check but no other language could carry, with what to use instead. */
const uncarried: Readonly<Record<string, string>> = {
  date: "a Date; use z.iso.datetime()",
  map: "a Map; use z.record() or a list of pairs",
  set: "a Set; use z.array()",
  symbol: "a symbol",
  function: "a function",
  promise: "a promise",
  transform: "a transform; transform in the task instead",
  pipe: "a transform or pipe; give the type that is carried",
  undefined: "undefined; use z.null() or .optional()",
  void: "void",
  never: "never",
  nan: "only NaN; use z.number()",
  custom: "a class or custom type",
  file: "a file; use bytes()",
  success: "a success flag",
};

/**
 * The declared type of a port as it travels between languages. Objects take further keys, strict ones do not; what has a
 * default may be missing. Refinements are not carried. Throws `TKR_TYPE_UNSUPPORTED` for a zod type that no other language could
 * carry.
 */
export function toPortSchema(type: z.ZodType): PortSchema {
  const schema = z.toJSONSchema(type, {
    target: "draft-2020-12",
    unrepresentable: "any",
    reused: "inline",
    // What may be given, not what zod would make of it: nothing of a value is parsed away between two languages.
    io: "input",
    override: ({ zodSchema, jsonSchema, path }) => {
      refuseUncarried(zodSchema, path);
      rewrite(zodSchema, jsonSchema);
    },
  });
  return Object.fromEntries(Object.entries(schema).filter(([word]) => word !== "$schema"));
}

function refuseUncarried(type: z.core.$ZodType, path: readonly PropertyKey[]): void {
  const what = uncarriedWord(type);
  if (what === undefined) return;
  const place = printPlace(path);
  throw new TierkreisError(
    "TKR_TYPE_UNSUPPORTED",
    `its type${place === "" ? "" : ` at ${place}`} is ${what}. No other language could carry it`,
  );
}

function uncarriedWord(type: z.core.$ZodType): string | undefined {
  const { def } = type._zod;
  if (wordOf(type) !== undefined) return undefined;
  if ("coerce" in def && def.coerce === true) return "coerced; give the type that is carried";
  if (isLiteral(type) && type._zod.def.values.includes(undefined)) return uncarried["undefined"];
  return uncarried[def.type];
}

/** The keywords of JSON Schema on the way to a part, as the way into a value. */
function printPlace(path: readonly PropertyKey[]): string {
  let place = "";
  for (let at = 0; at < path.length; at++) {
    const word = path[at];
    if (word === "items") place += "[]";
    else if (word === "additionalProperties") place += "[key]";
    else if (word === "properties") place += `.${String(path[++at])}`;
    else if (word === "prefixItems") place += `[${String(path[++at])}]`;
    // Which member of a union it is says nothing to a reader.
    else at++;
  }
  return place;
}

/** Our words, and what JSON Schema would say wrongly of a type. */
function rewrite(type: z.core.$ZodType, schema: z.core.JSONSchema.BaseSchema): void {
  const word = wordOf(type);
  if (word !== undefined) {
    Object.assign(schema, word === "bytes" ? { type: "string" } : {}, { "x-tierkreis": word });
  } else if (type._zod.def.type === "bigint") {
    Object.assign(schema, { type: "integer", "x-tierkreis": "bigint" }, bigintBounds(type));
  } else if (isLiteral(type)) {
    rewriteLiteral(type, schema);
  } else if (isDefault(type)) {
    schema.default = valueToJson(toValue(type._zod.def.defaultValue, schema as PortSchema));
  } else if (type._zod.def.type === "string") {
    dropFlaggedPatterns(type, schema);
  } else {
    dropMachineBounds(schema);
  }
}

function rewriteLiteral(type: z.core.$ZodLiteral, schema: z.core.JSONSchema.BaseSchema): void {
  const { values } = type._zod.def;
  if (!values.every((value) => typeof value === "bigint")) return;
  delete schema.const;
  delete schema.enum;
  const safe = values.map(Number).filter((value) => Number.isSafeInteger(value));
  Object.assign(
    schema,
    { type: "integer", "x-tierkreis": "bigint" },
    safe.length === values.length ? { enum: safe } : {},
  );
}

function isLiteral(type: z.core.$ZodType): type is z.core.$ZodLiteral {
  return type._zod.def.type === "literal";
}

function isDefault(type: z.core.$ZodType): type is z.core.$ZodDefault {
  return type._zod.def.type === "default" || type._zod.def.type === "prefault";
}

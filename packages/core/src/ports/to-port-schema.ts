import { z } from "zod";
import { TierkreisError } from "../errors.ts";
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
  pipe: "a pipe; give the type that is carried",
  undefined: "undefined; use z.null() or .optional()",
  void: "void",
  never: "never",
  nan: "only NaN; use z.number()",
  custom: "a class or custom type",
  file: "a file; use bytes()",
  success: "a success flag",
};

/**
 * The declared type of a port as it travels between languages. Throws `TKR_TYPE_UNSUPPORTED` for a zod type that no other
 * language could carry.
 */
export function toPortSchema(type: z.ZodType): PortSchema {
  const schema = z.toJSONSchema(type, {
    target: "draft-2020-12",
    unrepresentable: "any",
    reused: "inline",
    io: "output",
    override: ({ zodSchema, jsonSchema, path }) => {
      refuseUncarried(zodSchema, path);
      rewrite(zodSchema, jsonSchema);
    },
  });
  return Object.fromEntries(Object.entries(schema).filter(([word]) => word !== "$schema"));
}

function refuseUncarried(type: z.core.$ZodType, path: readonly PropertyKey[]): void {
  if (wordOf(type) !== undefined) return;
  const what = uncarried[type._zod.def.type];
  if (what === undefined) return;
  const place = path.length === 0 ? "" : ` at ${path.map(String).join(".")}`;
  throw new TierkreisError(
    "TKR_TYPE_UNSUPPORTED",
    `its type${place} is ${what}. No other language could carry it`,
  );
}

/** Our three words, and integers that are exact between workers: without the bounds of JavaScript's numbers. */
function rewrite(type: z.core.$ZodType, schema: z.core.JSONSchema.BaseSchema): void {
  const word = wordOf(type);
  if (word !== undefined) {
    Object.assign(schema, word === "bytes" ? { type: "string" } : {}, { "x-tierkreis": word });
    return;
  }
  if (type._zod.def.type === "bigint") {
    Object.assign(schema, { type: "integer", "x-tierkreis": "bigint" });
    return;
  }
  if (schema.type !== "integer") return;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

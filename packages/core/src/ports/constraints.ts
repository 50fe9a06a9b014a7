import type { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

const FLOAT32_MAX = 3.4028234663852886e38;

/** Integers are exact between workers, and floats take infinities and NaN: the bounds of machine numbers are none. */
export function dropMachineBounds(schema: Schema): void {
  const [least, most] =
    schema.type === "integer"
      ? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
      : [-Number.MAX_VALUE, Number.MAX_VALUE];
  if (schema.minimum === least || schema.minimum === -FLOAT32_MAX) delete schema.minimum;
  if (schema.maximum === most || schema.maximum === FLOAT32_MAX) delete schema.maximum;
}

/** The bounds of a bigint type that a number of JSON Schema can hold exactly. */
export function bigintBounds(type: z.core.$ZodType): Readonly<Record<string, number>> {
  const bounds: Record<string, number> = {};
  for (const check of checksOf(type)) {
    if (check.check === "bigint_format" && check["format"] === "uint64") bounds["minimum"] = 0;
    const word = boundWord(check);
    const bound = Number(check["value"]);
    if (word !== undefined && Number.isSafeInteger(bound)) bounds[word] = bound;
  }
  return bounds;
}

function boundWord(check: Check): string | undefined {
  if (check.check === "greater_than") return check["inclusive"] === true ? "minimum" : "exclusiveMinimum";
  if (check.check === "less_than") return check["inclusive"] === true ? "maximum" : "exclusiveMaximum";
  return check.check === "multiple_of" ? "multipleOf" : undefined;
}

/** A pattern of JSON Schema has no flags, so one that ignores case would be another pattern. */
export function dropFlaggedPatterns(type: z.core.$ZodType, schema: Schema): void {
  const patterns = checksOf(type)
    .map((check) => check["pattern"])
    .filter((pattern) => pattern instanceof RegExp);
  const flagged = patterns.filter(({ flags }) => /[ims]/.test(flags)).map(({ source }) => source);
  if (flagged.length === 0) return;
  const said = [schema, ...(schema.allOf ?? [])].flatMap(({ pattern }) =>
    pattern === undefined ? [] : [pattern],
  );
  delete schema.pattern;
  delete schema.allOf;
  const kept = said.filter((pattern) => !flagged.includes(pattern));
  if (kept.length === 1 && kept[0] !== undefined) schema.pattern = kept[0];
  if (kept.length > 1) schema.allOf = kept.map((pattern) => ({ pattern }));
}

interface Check {
  readonly check: string;
  readonly [detail: string]: unknown;
}

/** The checks of a type. A type such as `z.email()` is a check itself. */
function checksOf(type: z.core.$ZodType): readonly Check[] {
  const own = "check" in type._zod.def ? [type._zod.def] : [];
  const added = (type._zod.def.checks ?? []).map((check) => check._zod.def);
  return [...own, ...added] as unknown as readonly Check[];
}

import {
  type DecoratedType,
  type DiagnosticTarget,
  Numeric,
  type Program,
  type Type,
} from "@typespec/compiler";
import { $lib } from "../lib.ts";
import { applications, firstArgument } from "./decorations.ts";

type NumberName = "minValue" | "maxValue" | "minValueExclusive" | "maxValueExclusive";
type LengthName = "minLength" | "maxLength" | "minItems" | "maxItems";
type BoundName = NumberName | LengthName;

/** What a value must satisfy beyond its type, gathered from a property and from the scalars or models it refers to. */
export interface Checks {
  readonly bounds: Readonly<Partial<Record<BoundName, Numeric>>>;
  readonly patterns: readonly string[];
  readonly encode: Encode | undefined;
}

/** `@encode`: the encoding's name (none for "as a string"), and the type it is encoded as. */
interface Encode {
  readonly encoding: string | undefined;
  readonly as: Type | undefined;
}

/** What a type can be checked for, and the zod method of each check. */
export type Family = "number" | "bigint" | "string" | "array";

const methods: Readonly<Record<Family, Partial<Record<BoundName, string>>>> = {
  number: { minValue: "min", maxValue: "max", minValueExclusive: "gt", maxValueExclusive: "lt" },
  bigint: { minValue: "min", maxValue: "max", minValueExclusive: "gt", maxValueExclusive: "lt" },
  string: { minLength: "min", maxLength: "max" },
  array: { minItems: "min", maxItems: "max" },
};
const boundNames = [
  "minValue",
  "maxValue",
  "minValueExclusive",
  "maxValueExclusive",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
] as const satisfies readonly BoundName[];

export const noChecks: Checks = { bounds: {}, patterns: [], encode: undefined };

/** The checks that decorators put on this very type or property. */
export function checksOn(type: DecoratedType): Checks {
  const bounds: Partial<Record<BoundName, Numeric>> = {};
  for (const name of boundNames) {
    const value = firstArgument(type, name);
    if (value?.valueKind === "NumericValue") bounds[name] = value.value;
  }
  const patterns = applications(type, "pattern").flatMap(({ args }) => {
    const text = args[0]?.jsValue;
    return typeof text === "string" ? [text] : [];
  });
  return { bounds, patterns, encode: encodeOn(type) };
}

/** Both: the tighter of two bounds, all patterns, the first's encoding. */
export function mergeChecks(near: Checks, far: Checks): Checks {
  const bounds: Partial<Record<BoundName, Numeric>> = { ...far.bounds };
  for (const name of boundNames) {
    const [a, b] = [near.bounds[name], far.bounds[name]];
    if (a !== undefined) bounds[name] = b === undefined ? a : tighter(name, a, b);
  }
  return {
    bounds,
    patterns: [...new Set([...far.patterns, ...near.patterns])],
    encode: near.encode ?? far.encode,
  };
}

/** True when something was asked for beyond the type itself. */
export function hasChecks({ bounds, patterns, encode }: Checks): boolean {
  return Object.keys(bounds).length > 0 || patterns.length > 0 || encode !== undefined;
}

/** The checks that mean something for one variant of a union; TypeSpec has seen to it that each means something for one. */
export function checksFor(checks: Checks, family: Family | undefined): Checks {
  const known = family === undefined ? {} : methods[family];
  const bounds: Partial<Record<BoundName, Numeric>> = {};
  for (const name of boundNames) {
    if (name in known && checks.bounds[name] !== undefined) bounds[name] = checks.bounds[name];
  }
  return { ...checks, bounds, patterns: family === "string" ? checks.patterns : [] };
}

/** The bounds of a scalar that is narrower than JavaScript's integers. */
export function rangeChecks([min, max]: readonly [min: string, max: string]): Checks {
  return { ...noChecks, bounds: { minValue: Numeric(min), maxValue: Numeric(max) } };
}

/** The checks as zod's method calls. `family` undefined: the type has no checks, and those there are get a warning. */
export function checkCalls(
  checks: Checks,
  family: Family | undefined,
  site: { readonly program: Program; readonly subject: string; readonly target: DiagnosticTarget },
): string {
  const { program, subject, target } = site;
  const ignored = (constraint: string): string => {
    $lib.reportDiagnostic(program, { code: "constraint-ignored", format: { constraint, subject }, target });
    return "";
  };
  const calls = boundNames.flatMap((name) => {
    const bound = checks.bounds[name];
    if (bound === undefined) return [];
    const method = family && methods[family][name];
    const text = family === "bigint" ? bigintText(bound) : numberText(bound);
    return method && text !== undefined ? `.${method}(${text})` : ignored(`@${name}`);
  });
  const patterns = checks.patterns.map((pattern) => {
    if (family !== "string") return ignored("@pattern");
    try {
      return `.regex(${String(new RegExp(pattern))})`;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      $lib.reportDiagnostic(program, { code: "invalid-pattern", format: { subject, reason }, target });
      return "";
    }
  });
  return [...calls, ...patterns].join("");
}

/** A number as TypeScript, when a `number` holds it. */
export function numberText(value: Numeric): string | undefined {
  const number = value.asNumber();
  return number === null ? undefined : String(number);
}

/** An integer as a TypeScript bigint. */
export function bigintText(value: Numeric): string | undefined {
  const integer = value.asBigInt();
  return integer === null ? undefined : `${integer.toString()}n`;
}

function tighter(name: BoundName, a: Numeric, b: Numeric): Numeric {
  return name.startsWith("min") === a.gt(b) ? a : b;
}

function encodeOn(type: DecoratedType): Encode | undefined {
  const args = applications(type, "encode")[0]?.args;
  if (args?.[0] === undefined) return undefined;
  const [how, as] = args;
  const asType = as?.value.entityKind === "Type" ? as.value : undefined;
  if (typeof how.jsValue === "string") return { encoding: how.jsValue, as: asType };
  const { value } = how;
  if (value.entityKind === "Value" && value.valueKind === "EnumValue") {
    return { encoding: String(value.value.value ?? value.value.name), as: asType };
  }
  return { encoding: undefined, as: undefined };
}

import { getTypeName, isStdNamespace, type Scalar } from "@typespec/compiler";
import type { Expr } from "../ir.ts";
import { $lib } from "../lib.ts";
import { type Checks, checkCalls, checksOn, type Family, mergeChecks, rangeChecks } from "./checks.ts";
import { impossible, type Reader, type Site, unsupported } from "./reader.ts";

interface Leaf {
  readonly code: string;
  readonly type: string;
  readonly family?: Family;
  readonly range?: readonly [min: string, max: string];
}

const number: Leaf = { code: "z.number()", type: "number", family: "number" };
const int: Leaf = { code: "z.int()", type: "number", family: "number" };
const string: Leaf = { code: "z.string()", type: "string", family: "string" };
const ranged = (min: string, max: string): Leaf => ({ ...int, range: [min, max] });
const matching = (pattern: RegExp): Leaf => ({
  code: `z.string().regex(${String(pattern)})`,
  type: "string",
});

const integerText = matching(/^-?\d+$/);
const decimalText = matching(/^-?\d+(\.\d+)?$/);
const numberTextLeaf = matching(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);

/** What each scalar of TypeSpec is in TypeScript. Those that are not here have no JSON form of their own. */
const standard: Readonly<Record<string, Leaf>> = {
  boolean: { code: "z.boolean()", type: "boolean" },
  string,
  url: string,
  bytes: { code: "bytes()", type: "Uint8Array" },
  complex: { code: "complex()", type: "z.infer<ReturnType<typeof complex>>" },
  numeric: number,
  float: number,
  float32: number,
  float64: number,
  integer: int,
  safeint: int,
  int8: ranged("-128", "127"),
  int16: ranged("-32768", "32767"),
  int32: { ...int, code: "z.int32()" },
  int64: { code: "z.int64()", type: "bigint", family: "bigint" },
  uint8: ranged("0", "255"),
  uint16: ranged("0", "65535"),
  uint32: { ...int, code: "z.uint32()" },
  uint64: { code: "z.uint64()", type: "bigint", family: "bigint" },
  decimal: decimalText,
  decimal128: decimalText,
};

const dateTime: Leaf = { code: "z.iso.datetime({ offset: true })", type: "string" };

/** Dates and times: the encoding to suggest, and what each known encoding is. */
const dates: Readonly<Record<string, { readonly suggest: string; readonly iso: Leaf }>> = {
  utcDateTime: { suggest: '"rfc3339"', iso: dateTime },
  offsetDateTime: { suggest: '"rfc3339"', iso: dateTime },
  plainDate: { suggest: '"ISO8601"', iso: { code: "z.iso.date()", type: "string" } },
  plainTime: { suggest: '"ISO8601"', iso: { code: "z.iso.time()", type: "string" } },
  duration: { suggest: '"ISO8601"', iso: { code: "z.iso.duration()", type: "string" } },
};

/** A scalar with all that its chain of bases says about it. */
export function readScalar(reader: Reader, scalar: Scalar, site: Site): Expr {
  const { base, checks } = resolveScalar(scalar, site.checks);
  const leaf = base === undefined ? undefined : (encoded(base, checks) ?? standard[base]);
  if (leaf !== undefined && !("as" in leaf)) {
    const all = leaf.range ? mergeChecks(checks, rangeChecks(leaf.range)) : checks;
    const calls = checkCalls(all, leaf.family, { program: reader.program, ...site });
    return { kind: "leaf", code: leaf.code + calls, type: leaf.type };
  }
  if (leaf !== undefined) {
    return reader.read(leaf.as, { ...site, checks: { ...checks, encode: undefined } });
  }
  const { subject, target } = site;
  const date = base === undefined ? undefined : dates[base];
  if (date === undefined) return unsupported(reader, scalar, { subject, target, reason: "scalar" });
  $lib.reportDiagnostic(reader.program, {
    code: "date-without-encoding",
    format: { subject, type: getTypeName(scalar), encoding: date.suggest },
    target,
  });
  return impossible;
}

/** Whether a scalar stands on its own: a date without encoding has a type only where it is used with one. */
export function isCarriable(scalar: Scalar): boolean {
  const { base, checks } = resolveScalar(scalar);
  return base !== undefined && (base in standard || encoded(base, checks) !== undefined);
}

/** What checks can be added to a scalar that is exported by name. */
export function familyOf(scalar: Scalar): Family | undefined {
  const { base, checks } = resolveScalar(scalar);
  if (base === undefined) return undefined;
  const leaf = encoded(base, checks) ?? standard[base];
  return leaf === undefined || "as" in leaf ? undefined : leaf.family;
}

/** True when values of the scalar are bigints in TypeScript. */
export function isBigint(scalar: Scalar): boolean {
  return familyOf(scalar) === "bigint";
}

/** The standard scalar that a scalar is at bottom, and the checks from it up to the use. */
function resolveScalar(scalar: Scalar, near?: Checks): { base: string | undefined; checks: Checks } {
  const checks = near === undefined ? checksOn(scalar) : mergeChecks(near, checksOn(scalar));
  if (isStandard(scalar)) return { base: scalar.name, checks };
  return scalar.baseScalar ? resolveScalar(scalar.baseScalar, checks) : { base: undefined, checks };
}

function isStandard(scalar: Scalar): boolean {
  if (scalar.name === "complex" && scalar.baseScalar === undefined) return true;
  const known = scalar.name in standard || scalar.name in dates;
  return known && scalar.namespace !== undefined && isStdNamespace(scalar.namespace);
}

/** What `@encode` makes of a standard scalar; `undefined` when there is none that counts. */
function encoded(base: string, { encode }: Checks): Leaf | { readonly as: Scalar } | undefined {
  if (encode === undefined) return undefined;
  const { encoding, as } = encode;
  if (as?.kind === "Scalar" && resolveScalar(as).base !== "string") return { as };
  if (base === "bytes" && (encoding === "base64" || encoding === "base64url")) {
    return { code: `z.${encoding}()`, type: "string" };
  }
  const date = dates[base];
  if (date) return /^(iso8601|rfc3339)$/i.test(encoding ?? "") ? date.iso : { ...string };
  if (base === "boolean") return { code: 'z.enum(["true", "false"])', type: '"true" | "false"' };
  const leaf = standard[base];
  if (leaf?.family === "bigint" || (leaf?.family === "number" && leaf !== number)) return integerText;
  if (leaf?.family === "number") return numberTextLeaf;
  return base === "complex" ? undefined : string;
}

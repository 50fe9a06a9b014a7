import { getDiscriminatedUnion, type Type, type Union } from "@typespec/compiler";
import type { Expr } from "../ir.ts";
import { quote } from "../print/text.ts";
import { type Checks, checksFor } from "./checks.ts";
import { applications } from "./decorations.ts";
import { noDoc } from "./docs.ts";
import { literalChoice, literalText } from "./literal.ts";
import { indexOf } from "./model-shape.ts";
import { type Reader, type Site, unsupported } from "./reader.ts";
import { familyOf } from "./scalar.ts";

/** A union: literals become one choice, `null` makes the rest nullable. */
export function readUnion(reader: Reader, union: Union, site: Site): Expr {
  if (applications(union, "discriminated").length > 0) return readDiscriminated(reader, union, site);
  const types = flatten(reader, union);
  if (types.length === 0) return unsupported(reader, union, { ...site, reason: "empty" });
  const literals = types.flatMap((type) => literalText(type) ?? []);
  const others = types.filter((type) => literalText(type) === undefined && !isNull(type));
  const options = [
    ...(literals.length > 0 ? [literalChoice([...new Set(literals)])] : []),
    ...others.map((type) => reader.read(type, { ...site, checks: checksOfVariant(site, type) })),
  ];
  const [only] = options;
  if (only === undefined) return { kind: "leaf", code: "z.null()", type: "null" };
  const value: Expr = options.length === 1 ? only : { kind: "union", options, discriminator: undefined };
  return types.some(isNull) ? { kind: "nullable", value } : value;
}

/** What of the checks on a union is about one of its types. */
function checksOfVariant({ checks }: Site, type: Type): Checks {
  if (type.kind === "Scalar") return checksFor(checks, familyOf(type));
  const family = type.kind === "Model" && indexOf(type)?.kind === "Array" ? "array" : undefined;
  return { ...checksFor(checks, family), encode: undefined };
}

/** The types of a union, with those of nameless unions inside it. */
function flatten(reader: Reader, union: Union): readonly Type[] {
  return [...union.variants.values()].flatMap(({ type }) =>
    type.kind === "Union" && type.name === undefined && !reader.declarations.has(type)
      ? flatten(reader, type)
      : [type],
  );
}

function isNull(type: Type): boolean {
  return type.kind === "Intrinsic" && type.name === "null";
}

/** `@discriminated`: each variant's name stands in a property, beside the value or (envelope "none") inside it. */
function readDiscriminated(reader: Reader, union: Union, site: Site): Expr {
  const [found] = getDiscriminatedUnion(reader.program, union);
  if (found === undefined || found.defaultVariant !== undefined || found.variants.size === 0) {
    return unsupported(reader, union, { ...site, reason: "discriminated" });
  }
  const { discriminatorPropertyName, envelope, envelopePropertyName } = found.options;
  const plain = { optional: false, fallback: undefined, doc: noDoc };
  const options = [...found.variants].map(([name, type]): Expr => {
    const text = quote(name);
    const key = { ...plain, name: discriminatorPropertyName, value: literalChoice([text]) };
    if (envelope === "object") {
      const value = { ...plain, name: envelopePropertyName, value: reader.read(type, site) };
      return { kind: "object", properties: [key, value], rest: undefined };
    }
    const body = reader.readBody(type, site);
    if (body.kind !== "object") return unsupported(reader, type, site);
    const others = body.properties.filter((property) => property.name !== discriminatorPropertyName);
    return { ...body, properties: [key, ...others] };
  });
  return { kind: "union", options, discriminator: discriminatorPropertyName };
}

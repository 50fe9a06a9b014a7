import {
  getDiscriminatedUnionFromInheritance,
  getDiscriminator,
  type Model,
  type ModelProperty,
} from "@typespec/compiler";
import type { Doc, Expr, Property } from "../ir.ts";
import { $lib } from "../lib.ts";
import { checkCalls, checksOn, mergeChecks } from "./checks.ts";
import { applications } from "./decorations.ts";
import { defaultText } from "./default-value.ts";
import { docOf } from "./docs.ts";
import { allProperties, indexOf } from "./model-shape.ts";
import { inside, type Reader, type Site } from "./reader.ts";

/** A model written out: an array, a record, an object with all it inherits, or a choice between its derived models. */
export function readModel(reader: Reader, model: Model, site: Site): Expr {
  const index = indexOf(model);
  if (index?.kind === "Array") {
    const checks = mergeChecks(site.checks, checksOn(model));
    if (checks.encode) return { kind: "leaf", code: "z.string()", type: "string" };
    const item = reader.read(index.value, inside(site));
    return { kind: "array", item, checks: checkCalls(checks, "array", { program: reader.program, ...site }) };
  }
  return derivedChoice(reader, model, inside(site)) ?? readObject(reader, model, site);
}

/** One property, or one parameter of an operation. */
export function readProperty(reader: Reader, property: ModelProperty, doc?: Doc): Property {
  const { program } = reader;
  const name = encodedName(property);
  const subject = `'${property.name}'`;
  const node = property.node;
  const target = node !== undefined && "value" in node ? node.value : property;
  const checks = checksOn(property);
  const value = reader.read(property.type, { subject, target, checks });
  const fallback = defaultText(reader, property, value);
  if (name === "__proto__") {
    $lib.reportDiagnostic(program, { code: "property-name", format: { name }, target: property });
  }
  return { name, value, optional: property.optional, fallback, doc: doc ?? docOf(program, property) };
}

function readObject(reader: Reader, model: Model, site: Site): Expr {
  // The checks of a property that refers here were for an array or a scalar.
  checkCalls({ ...site.checks, encode: undefined }, undefined, { program: reader.program, ...site });
  const properties = allProperties(model).map((property) => readProperty(reader, property));
  const index = indexOf(model);
  const rest = index && reader.read(index.value, inside(site));
  return rest && properties.length === 0
    ? { kind: "record", value: rest }
    : { kind: "object", properties, rest };
}

/** `@discriminator` on a base model: a value of it is a value of one of its derived models. */
function derivedChoice(reader: Reader, model: Model, site: Site): Expr | undefined {
  const discriminator = getDiscriminator(reader.program, model);
  if (discriminator === undefined) return undefined;
  const [{ variants }] = getDiscriminatedUnionFromInheritance(model, discriminator);
  const options = [...new Set(variants.values())].map((variant) => reader.read(variant, site));
  const [only] = options;
  if (only === undefined) return undefined;
  return options.length === 1 ? only : { kind: "union", options, discriminator: discriminator.propertyName };
}

/** The property's name in JSON. */
function encodedName(property: ModelProperty): string {
  const found = applications(property, "encodedName").find(
    ({ args }) => args[0]?.jsValue === "application/json",
  );
  const name = found?.args[1]?.jsValue;
  return typeof name === "string" ? name : property.name;
}

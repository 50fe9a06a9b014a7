import type { ModelProperty, Type, Value } from "@typespec/compiler";
import type { Expr } from "../ir.ts";
import { $lib } from "../lib.ts";
import { keyText, quote } from "../print/text.ts";
import { bigintText, numberText } from "./checks.ts";
import { literalText } from "./literal.ts";
import { allProperties, indexOf } from "./model-shape.ts";
import type { Reader } from "./reader.ts";
import { isBigint } from "./scalar.ts";

/** A property's default value as TypeScript, for the type that the property has there. */
export function defaultText(reader: Reader, property: ModelProperty, expr: Expr): string | undefined {
  if (property.defaultValue === undefined) return undefined;
  const text = valueText(property.defaultValue, property.type);
  if (text !== undefined && fits(text, expr)) return text;
  $lib.reportDiagnostic(reader.program, {
    code: "unsupported-default",
    format: { subject: `'${property.name}'` },
    target: property,
  });
  return undefined;
}

/** False where `@encode` gave the property another type than its default value is written in. */
function fits(text: string, expr: Expr): boolean {
  if (expr.kind !== "leaf" || text === "null") return true;
  const isText = text.startsWith('"');
  if (expr.type === "string") return isText;
  return expr.type === "number" || expr.type === "bigint" ? !isText : true;
}

function valueText(value: Value, type: Type): string | undefined {
  switch (value.valueKind) {
    case "StringValue":
      return quote(value.value);
    case "BooleanValue":
    case "NullValue":
      return String(value.value);
    case "NumericValue":
      return holdsBigint(type) ? bigintText(value.value) : numberText(value.value);
    case "EnumValue":
      return literalText(value.value);
    case "ArrayValue": {
      const items = value.values.map((item, index) => valueText(item, itemType(type, index)));
      return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
    }
    case "ObjectValue": {
      const entries = [...value.properties.values()].map((property) => {
        const text = valueText(property.value, propertyType(type, property.name));
        return text === undefined ? undefined : `${keyText(property.name)}: ${text}`;
      });
      return entries.includes(undefined) ? undefined : `{ ${entries.join(", ")} }`;
    }
    case "ScalarValue": {
      // `plainDate.fromISO("2026-01-31")`: the text is the JSON form.
      const [text] = value.value.args;
      return text?.valueKind === "StringValue" ? quote(text.value) : undefined;
    }
    default:
      return undefined;
  }
}

/** The types that a value of this type can have: a union's variants, or the type itself. */
function choices(type: Type): readonly Type[] {
  if (type.kind === "ModelProperty") return choices(type.type);
  return type.kind === "Union"
    ? [...type.variants.values()].flatMap((variant) => choices(variant.type))
    : [type];
}

function holdsBigint(type: Type): boolean {
  const scalars = choices(type).filter((choice) => choice.kind === "Scalar");
  return scalars.some(isBigint);
}

function itemType(type: Type, index: number): Type {
  for (const choice of choices(type)) {
    if (choice.kind === "Tuple") return choice.values[index] ?? type;
    const found = choice.kind === "Model" ? indexOf(choice) : undefined;
    if (found?.kind === "Array") return found.value;
  }
  return type;
}

function propertyType(type: Type, name: string): Type {
  for (const choice of choices(type)) {
    if (choice.kind !== "Model") continue;
    const property = allProperties(choice).find((each) => each.name === name);
    const found = property?.type ?? indexOf(choice)?.value;
    if (found) return found;
  }
  return type;
}

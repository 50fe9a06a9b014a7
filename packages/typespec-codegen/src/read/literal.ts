import type {
  BooleanLiteral,
  Enum,
  EnumMember,
  NumericLiteral,
  StringLiteral,
  StringTemplate,
  Type,
} from "@typespec/compiler";
import type { Expr } from "../ir.ts";
import { keyText, quote } from "../print/text.ts";
import { type Reader, type Site, unsupported } from "./reader.ts";

type Literal = StringLiteral | StringTemplate | NumericLiteral | BooleanLiteral | EnumMember;

/** A literal type, or one member of an enum. */
export function readLiteral(reader: Reader, type: Literal, site: Site): Expr {
  const text = literalText(type);
  if (text === undefined) return unsupported(reader, type, { ...site, reason: "literal" });
  return { kind: "leaf", code: `z.literal(${text})`, type: text };
}

/** Several literals as one type: `z.enum` for strings, `z.literal` for what is mixed. */
export function literalChoice(texts: readonly string[]): Expr {
  const [only] = texts;
  const list = texts.join(", ");
  const strings = texts.every((text) => text.startsWith('"'));
  const code =
    texts.length === 1 && only !== undefined
      ? `z.literal(${only})`
      : `z.${strings ? "enum" : "literal"}([${list}])`;
  return { kind: "leaf", code, type: texts.join(" | ") };
}

/** The literal as TypeScript; `undefined` for other types and for numbers that a `number` would round. */
export function literalText(type: Type): string | undefined {
  switch (type.kind) {
    case "String":
      return quote(type.value);
    case "StringTemplate":
      return type.stringValue === undefined ? undefined : quote(type.stringValue);
    case "Boolean":
      return String(type.value);
    case "Number":
      return type.numericValue.asNumber() === null ? undefined : String(type.value);
    case "EnumMember":
      return typeof type.value === "number" ? String(type.value) : quote(type.value ?? type.name);
    default:
      return undefined;
  }
}

/** An enum: its members' names and what stands for them in JSON. */
export function readEnum(reader: Reader, type: Enum, site: Site): Expr {
  const members = [...type.members.values()];
  if (members.length === 0) return unsupported(reader, type, { ...site, reason: "empty" });
  const texts = members.map((member) => literalText(member) ?? quote(member.name));
  // zod takes a key that looks like one of the values for a reverse mapping of a TypeScript enum.
  const plain = members.every((member) => member.value === undefined || member.value === member.name);
  if (members.some((member) => !Number.isNaN(Number(member.name)))) return literalChoice(texts);
  const choice = texts.join(" | ");
  if (plain) return { kind: "leaf", code: `z.enum([${texts.join(", ")}])`, type: choice };
  const entries = members.map((member, index) => `${keyText(member.name)}: ${texts[index] ?? ""}`);
  return { kind: "leaf", code: `z.enum({ ${entries.join(", ")} })`, type: choice };
}

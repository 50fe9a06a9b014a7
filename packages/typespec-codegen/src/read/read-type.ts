import { getTypeName, type Program, type Type } from "@typespec/compiler";
import type { Expr } from "../ir.ts";
import { reference } from "./declaration.ts";
import { readEnum, readLiteral } from "./literal.ts";
import { readModel } from "./model.ts";
import { indexOf } from "./model-shape.ts";
import { inside, type Reader, type Site, unsupported } from "./reader.ts";
import { readScalar } from "./scalar.ts";
import { readUnion } from "./union.ts";

/** Starts the reading of a program. */
export function createReader(program: Program): Reader {
  // The types that are being written out in place, to see one that contains itself.
  let open = new Set<Type>();
  const reader: Reader = {
    program,
    declarations: new Map(),
    read: (type, site) => {
      const referred = reference(reader, type, site);
      if (referred) return referred;
      if (open.has(type)) return unsupported(reader, type, { ...site, reason: "template" });
      open.add(type);
      const expr = reader.readBody(type, site);
      open.delete(type);
      return expr;
    },
    readBody: (type, site) =>
      isEncodedWhole(type, site) ? unsupported(reader, type, site) : readByKind(reader, type, site),
    readNamed: (type, site) => {
      const around = open;
      open = new Set();
      const expr = reader.readBody(type, site);
      open = around;
      return expr;
    },
  };
  return reader;
}

function readByKind(reader: Reader, type: Type, site: Site): Expr {
  switch (type.kind) {
    case "Scalar":
      return readScalar(reader, type, site);
    case "Model":
      return readModel(reader, type, site);
    case "Union":
      return readUnion(reader, type, site);
    case "Enum":
      return readEnum(reader, type, site);
    case "String":
    case "Number":
    case "Boolean":
    case "EnumMember":
    case "StringTemplate":
      return readLiteral(reader, type, site);
    case "Tuple":
      return { kind: "tuple", items: type.values.map((item) => reader.read(item, inside(site))) };
    case "ModelProperty":
    case "UnionVariant":
      return reader.read(type.type, site);
    case "TemplateParameter":
      return { kind: "param", name: getTypeName(type) };
    case "Intrinsic":
      if (type.name === "null") return { kind: "leaf", code: "z.null()", type: "null" };
      if (type.name === "unknown") return { kind: "leaf", code: "z.unknown()", type: "unknown" };
      return unsupported(reader, type, site);
    default:
      return unsupported(reader, type, site);
  }
}

/** `@encode` on what has no known encodings: its JSON form could be anything. */
function isEncodedWhole(type: Type, { checks }: Site): boolean {
  if (checks.encode === undefined) return false;
  const isArray = type.kind === "Model" && indexOf(type)?.kind === "Array";
  return !isArray && !["Scalar", "Union", "ModelProperty", "UnionVariant"].includes(type.kind);
}

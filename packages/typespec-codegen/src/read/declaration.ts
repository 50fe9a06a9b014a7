import { getSourceLocation, isStdNamespace, type Namespace, type Type } from "@typespec/compiler";
import type { Declaration, Expr, Param } from "../ir.ts";
import { preludePath } from "../prelude.ts";
import { checkCalls, hasChecks, noChecks } from "./checks.ts";
import { docOf } from "./docs.ts";
import { indexOf } from "./model-shape.ts";
import { impossible, inside, type Reader, type Site, unsupported } from "./reader.ts";
import { familyOf, isCarriable } from "./scalar.ts";
import { canBeFunction, isCollection, type Template, templateOf, templateParameters } from "./template.ts";

/** The name that stands for a type, when it has one in the generated module. */
export function reference(reader: Reader, type: Type, site: Site): Expr | undefined {
  // What is asked of a union is asked of its variants, and an encoding replaces the type.
  if (type.kind === "Union" && hasChecks(site.checks)) return undefined;
  if (site.checks.encode !== undefined) return undefined;
  const known = reader.declarations.get(type);
  if (known) return { kind: "ref", to: known, args: [], checks: callsFor(reader, type, site) };
  if (type.kind === "Model" || type.kind === "Union") {
    const template = templateOf(type);
    if (template && !isCollection(template)) return instance(reader, { type, template }, site);
  }
  if (!isDeclared(type)) return undefined;
  const to = declare(reader, type);
  return { kind: "ref", to, args: [], checks: callsFor(reader, type, site) };
}

/** Gives a type its name in the generated module. */
export function declare(reader: Reader, type: Type): Declaration {
  const known = reader.declarations.get(type);
  if (known) return known;
  const name = "name" in type && typeof type.name === "string" ? type.name : "";
  const namespace = "namespace" in type ? namespaceNames(type.namespace) : [];
  const doc = docOf(reader.program, type);
  const declaration: Declaration = { name, namespace, doc, params: paramsOf(reader, type), body: impossible };
  const site = { subject: `'${name}'`, target: type, checks: noChecks };
  reader.declarations.set(type, declaration);
  declaration.body = reader.readNamed(type, site);
  return declaration;
}

/** True for what the schema gave a name, other than the standard library. */
export function isDeclared(type: Type): boolean {
  switch (type.kind) {
    case "Scalar":
      return !type.expression && !isOwn(type) && templateParameters(type).length === 0 && isCarriable(type);
    case "Model":
      return type.name !== "" && !type.expression && !isStandard(type.namespace);
    case "Enum":
      return !type.expression && !isStandard(type.namespace);
    case "Union":
      return type.name !== undefined && !type.expression && !isStandard(type.namespace);
    default:
      return false;
  }
}

/** The parameters of a template, with what limits them. */
export function paramsOf(reader: Reader, type: Type): readonly Param[] {
  return templateParameters(type).map((node) => {
    const limit = node.constraint && reader.program.checker.getTypeForNode(node.constraint);
    const simple = limit && (limit.kind === "Scalar" || isDeclared(limit));
    const site = { subject: `'${node.id.sv}'`, target: node, checks: noChecks };
    return { name: node.id.sv, constraint: simple ? reader.read(limit, site) : undefined };
  });
}

function instance(
  reader: Reader,
  { type, template }: { type: Template; template: Template },
  site: Site,
): Expr | undefined {
  const args = template === type ? ownArguments(template) : type.templateMapper?.args;
  if (!canBeFunction(template)) {
    // Written out with its arguments, unless these are still unknown.
    return type.isFinished ? undefined : unsupported(reader, type, { ...site, reason: "template" });
  }
  const given = (args ?? []).map((arg): Expr => {
    if (!("entityKind" in arg)) return arg;
    if (arg.entityKind === "Value") return unsupported(reader, type, { ...site, reason: "template" });
    return reader.read(arg.entityKind === "Type" ? arg : arg.type, inside(site));
  });
  return { kind: "ref", to: declare(reader, template), args: given, checks: callsFor(reader, type, site) };
}

function ownArguments(template: Template): readonly Expr[] {
  return templateParameters(template).map((node) => ({ kind: "param", name: node.id.sv }));
}

/** The checks on a use of a named type, as calls on its name. */
function callsFor(reader: Reader, type: Type, site: Site): string {
  if (!hasChecks(site.checks)) return "";
  const isArray = type.kind === "Model" && indexOf(type)?.kind === "Array";
  const family = type.kind === "Scalar" ? familyOf(type) : isArray ? "array" : undefined;
  return checkCalls(site.checks, family, { program: reader.program, ...site });
}

function isStandard(namespace: Namespace | undefined): boolean {
  return namespace !== undefined && isStdNamespace(namespace);
}

/** True for TypeSpec's own scalars and the prelude's. */
function isOwn(type: Type & { kind: "Scalar" }): boolean {
  if (isStandard(type.namespace) || (type.name === "complex" && type.baseScalar === undefined)) return true;
  return getSourceLocation(type).file.path === preludePath;
}

function namespaceNames(namespace: Namespace | undefined): readonly string[] {
  return namespace === undefined || namespace.name === ""
    ? []
    : [...namespaceNames(namespace.namespace), namespace.name];
}

import type { Type } from "@typespec/compiler";
import {
  type AliasStatementNode,
  type NamespaceStatementNode,
  SyntaxKind,
  type TypeSpecScriptNode,
} from "@typespec/compiler/ast";
import type { Declaration } from "../ir.ts";
import { noChecks } from "./checks.ts";
import { commentText } from "./docs.ts";
import { impossible, type Reader } from "./reader.ts";
import { isCarriable } from "./scalar.ts";

/** Aliases leave no trace in the types, so they are taken from the source. Those of templates are written out where used. */
export function readAliases(
  reader: Reader,
  scripts: readonly TypeSpecScriptNode[],
  positions: Map<Declaration, number>,
): void {
  const files = [...reader.program.sourceFiles.keys()];
  const found = scripts.flatMap((script) =>
    aliasesIn(script.statements, []).map((alias) => ({ ...alias, script })),
  );
  const fills = found.flatMap(({ node, namespace, script }) => {
    const type = reader.program.checker.getTypeForNode(node);
    if (node.templateParameters.length > 0 || !canBeNamed(type)) return [];
    const doc = { text: commentText(node.docs), deprecated: undefined };
    const declaration: Declaration = { name: node.id.sv, namespace, doc, params: [], body: impossible };
    positions.set(declaration, positionOf(files, script.file.path, node.pos));
    // A nameless type is known by its alias from here on; a named one keeps its own name.
    const isNameless = isComposite(type) && !reader.declarations.has(type);
    if (isNameless) reader.declarations.set(type, declaration);
    const site = { subject: `'${node.id.sv}'`, target: node.value, checks: noChecks };
    return [
      () => {
        declaration.body = isNameless ? reader.readNamed(type, site) : reader.read(type, site);
      },
    ];
  });
  for (const fill of fills) fill();
}

type Statements = TypeSpecScriptNode["statements"];

interface FoundAlias {
  readonly node: AliasStatementNode;
  readonly namespace: readonly string[];
}

function aliasesIn(statements: Statements, namespace: readonly string[]): readonly FoundAlias[] {
  return statements.flatMap((node) => {
    if (node.kind === SyntaxKind.AliasStatement) return [{ node, namespace }];
    return node.kind === SyntaxKind.NamespaceStatement ? aliasesOf(node, namespace) : [];
  });
}

/** `namespace A.B` is a namespace statement whose statements are one namespace statement. */
function aliasesOf(node: NamespaceStatementNode, outer: readonly string[]): readonly FoundAlias[] {
  const namespace = [...outer, node.id.sv];
  const { statements } = node;
  if (statements === undefined) return [];
  return "kind" in statements ? aliasesOf(statements, namespace) : aliasesIn(statements, namespace);
}

function canBeNamed(type: Type): boolean {
  if (type.kind === "Scalar") return isCarriable(type);
  if (type.kind === "Intrinsic") return type.name === "null" || type.name === "unknown";
  return !["Namespace", "Interface", "Operation", "Decorator", "FunctionType", "TemplateParameter"].includes(
    type.kind,
  );
}

function isComposite(type: Type): boolean {
  return (
    (type.kind === "Model" && type.name === "") ||
    (type.kind === "Union" && type.name === undefined) ||
    type.kind === "Tuple"
  );
}

export function positionOf(files: readonly string[], file: string, position: number): number {
  return files.indexOf(file) * 2 ** 32 + position;
}

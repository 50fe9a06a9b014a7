import { isStdNamespace, isTemplateDeclaration, type Model, type Type, type Union } from "@typespec/compiler";
import {
  type Node,
  SyntaxKind,
  type TemplateParameterDeclarationNode,
  visitChildren,
} from "@typespec/compiler/ast";

/** Models and unions are what can be a template and a type at once. */
export type Template = Model | Union;

/** The parameters that a template was declared with; none for other types. */
export function templateParameters(type: Type): readonly TemplateParameterDeclarationNode[] {
  const node = type.node;
  return node !== undefined && "templateParameters" in node ? node.templateParameters : [];
}

/** The declaration that a template instance (or the declaration itself) comes from. */
export function templateOf(type: Template): Template | undefined {
  if (templateParameters(type).length === 0) return undefined;
  if (isTemplateDeclaration(type)) return type;
  const siblings = type.kind === "Model" ? type.namespace?.models : type.namespace?.unions;
  return type.name === undefined ? undefined : siblings?.get(type.name);
}

/**
 * Whether a template can be a function of zod types. It cannot when it needs to know what its parameters are: to spread
 * them, to extend them, to take values, or to be changed by a decorator.
 */
export function canBeFunction(template: Template): boolean {
  if (template.namespace !== undefined && isStdNamespace(template.namespace)) return false;
  if (template.decorators.some(({ definition }) => definition?.name.startsWith("@with"))) return false;
  const params = templateParameters(template);
  if (params.some((param) => param.constraint?.kind === SyntaxKind.ValueOfExpression)) return false;
  const names = new Set(params.map((param) => param.id.sv));
  const sources = template.kind === "Model" ? template.sourceModels.map((source) => source.model) : [];
  const base = template.kind === "Model" ? template.baseModel : undefined;
  const parents = base ? [...sources, base] : sources;
  const spoilt = parents.map(templateOf).some((parent) => parent && parent !== template && !isPlain(parent));
  return !spoilt && template.node !== undefined && !opensUp(template.node, names);
}

/** `Array` and `Record`: templates that have words of their own in zod. */
export function isCollection(template: Template): boolean {
  const standard = template.namespace !== undefined && isStdNamespace(template.namespace);
  return standard && (template.name === "Array" || template.name === "Record");
}

function isPlain(template: Template): boolean {
  return isCollection(template) || canBeFunction(template);
}

/** True when the declaration spreads, extends, copies or intersects one of its own parameters. */
function opensUp(node: Node, names: ReadonlySet<string>): boolean {
  const isParam = (expression: Node | undefined): boolean =>
    expression?.kind === SyntaxKind.TypeReference &&
    expression.target.kind === SyntaxKind.Identifier &&
    names.has(expression.target.sv);
  switch (node.kind) {
    case SyntaxKind.ModelSpreadProperty:
      if (isParam(node.target)) return true;
      break;
    case SyntaxKind.ModelStatement:
      if (isParam(node.is) || isParam(node.extends)) return true;
      break;
    case SyntaxKind.IntersectionExpression:
      if (node.options.some(isParam)) return true;
      break;
    default:
  }
  return visitChildren(node, (child) => opensUp(child, names) || undefined) ?? false;
}

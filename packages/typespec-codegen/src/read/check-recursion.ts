import type { Type } from "@typespec/compiler";
import { type Declaration, type Expr, parts, type StubModule } from "../ir.ts";
import { $lib } from "../lib.ts";
import { components, planModule, type Plan, references } from "../plan.ts";
import type { Reader } from "./reader.ts";

/** Reports what refers to itself in a way that has no values, or that TypeScript cannot follow. */
export function checkRecursion(reader: Reader, module: StubModule): void {
  const plan = planModule(module);
  const types = new Map([...reader.declarations].map(([type, declaration]) => [declaration, type]));
  const templates = module.declarations.filter(isTemplate);
  const tangled = new Set(
    components(templates, (node) => references(node.body))
      .filter(isMany)
      .flat(),
  );
  const bare = components(module.declarations, (node) => bareReferences(node.body));
  const endless = new Set(bare.filter((group) => isMany(group) || refersToItself(group)).flat());
  for (const declaration of module.declarations) {
    const code = endless.has(declaration)
      ? "endless-type"
      : isTemplate(declaration) && (tangled.has(declaration) || !isPlainTemplate(declaration, plan))
        ? "recursive-template"
        : plan.isExplicit(declaration) && hasDefault(declaration.body)
          ? "recursive-default"
          : undefined;
    const target = types.get(declaration);
    if (code === undefined || target === undefined) continue;
    report(reader, { code, name: declaration.name, target });
  }
}

/** What a value of the type always is, rather than what it contains. */
function bareReferences(expr: Expr): readonly Declaration[] {
  if (expr.kind === "ref") return [expr.to, ...expr.args.flatMap(bareReferences)];
  return expr.kind === "union" || expr.kind === "nullable" ? parts(expr).flatMap(bareReferences) : [];
}

/** A template refers to itself with its own parameters only, and from properties only. */
function isPlainTemplate(declaration: Declaration, plan: Plan): boolean {
  return (
    !plan.isExplicit(declaration) &&
    selfReferences(declaration.body, declaration).every((expr) => isOwnUse(expr, declaration))
  );
}

/** True for `Tree<T>` inside `Tree<T>`. */
export function isOwnUse(expr: Expr & { kind: "ref" }, declaration: Declaration): boolean {
  return (
    expr.to === declaration &&
    expr.args.every((arg, index) => arg.kind === "param" && arg.name === declaration.params[index]?.name)
  );
}

function selfReferences(expr: Expr, declaration: Declaration): readonly (Expr & { kind: "ref" })[] {
  const own = expr.kind === "ref" && expr.to === declaration ? [expr] : [];
  return [...own, ...parts(expr).flatMap((part) => selfReferences(part, declaration))];
}

function hasDefault(expr: Expr): boolean {
  const own = expr.kind === "object" && expr.properties.some((property) => property.fallback !== undefined);
  return own || parts(expr).some(hasDefault);
}

const isTemplate = (declaration: Declaration): boolean => declaration.params.length > 0;
const isMany = (group: readonly Declaration[]): boolean => group.length > 1;
const refersToItself = ([first]: readonly Declaration[]): boolean =>
  first !== undefined && bareReferences(first.body).includes(first);

function report(
  { program }: Reader,
  problem: { code: "endless-type" | "recursive-template" | "recursive-default"; name: string; target: Type },
): void {
  const { code, name, target } = problem;
  $lib.reportDiagnostic(program, { code, format: { name }, target });
}

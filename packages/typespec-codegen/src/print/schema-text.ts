import type { Declaration, Expr, Property } from "../ir.ts";
import { type Plan, references } from "../plan.ts";
import { isOwnUse } from "../read/check-recursion.ts";
import { docText } from "./doc-text.ts";
import type { Names } from "./names.ts";
import { keyText } from "./text.ts";

/** Where an expression is written. */
export interface Scope {
  readonly names: Names;
  readonly plan: Plan;
  readonly params: ReadonlyMap<string, string>;
  /** The declaration that it is part of, none in a task. */
  readonly owner: Declaration | undefined;
  /** True inside a getter, where everything declared later is there. */
  readonly isLate: boolean;
}

/** A type as a zod expression. */
export function schemaText(expr: Expr, scope: Scope): string {
  switch (expr.kind) {
    case "leaf":
      return expr.code;
    case "param":
      return scope.params.get(expr.name) ?? expr.name;
    case "ref":
      return refText(expr, scope);
    case "array":
      return `z.array(${schemaText(expr.item, scope)})${expr.checks}`;
    case "record":
      return `z.record(z.string(), ${schemaText(expr.value, scope)})`;
    case "tuple":
      return `z.tuple([${listText(expr.items, scope)}])`;
    case "nullable":
      return `${schemaText(expr.value, scope)}.nullable()`;
    case "union":
      return expr.discriminator === undefined
        ? `z.union([${listText(expr.options, scope)}])`
        : `z.discriminatedUnion(${JSON.stringify(expr.discriminator)}, [${listText(expr.options, scope)}])`;
    case "object": {
      const rest = expr.rest ? `.catchall(${schemaText(expr.rest, scope)})` : "";
      return `z.object(${propertiesText(expr.properties, scope)})${rest}`;
    }
  }
}

/** Properties or ports as an object literal. */
export function propertiesText(properties: readonly Property[], scope: Scope): string {
  if (properties.length === 0) return "{}";
  return `{ ${properties.map((property) => propertyText(property, scope)).join(" ")} }`;
}

function propertyText(property: Property, scope: Scope): string {
  const { name, value, optional, fallback, doc } = property;
  const suffix = fallback !== undefined ? `.default(${fallback})` : optional ? ".optional()" : "";
  const cycle = scope.owner && scope.plan.cycleOf(scope.owner);
  const isGetter = cycle !== undefined && references(value).some((to) => cycle.has(to));
  const text = schemaText(value, isGetter ? { ...scope, isLate: true } : scope) + suffix;
  const key = keyText(name);
  return `${docText(doc)}${isGetter ? `get ${key}() { return ${text}; }` : `${key}: ${text}`},`;
}

function refText(expr: Expr & { kind: "ref" }, scope: Scope): string {
  const { owner, plan, names } = scope;
  if (owner !== undefined && owner.params.length > 0 && isOwnUse(expr, owner)) return `self${expr.checks}`;
  const args = expr.args.length > 0 ? `(${listText(expr.args, scope)})` : "";
  const text = `${names.of(expr.to)}${args}${expr.checks}`;
  const isEarly =
    owner !== undefined && plan.isExplicit(owner) && plan.cycleOf(owner).has(expr.to) && !scope.isLate;
  return isEarly ? `z.lazy(() => ${text})` : text;
}

function listText(items: readonly Expr[], scope: Scope): string {
  return items.map((item) => schemaText(item, scope)).join(", ");
}

import type { Expr } from "../ir.ts";
import type { Scope } from "./schema-text.ts";
import { keyText } from "./text.ts";

/** A type as a TypeScript type, for the few that TypeScript cannot infer from zod. */
export function typeText(expr: Expr, scope: Scope): string {
  switch (expr.kind) {
    case "leaf":
      return expr.type;
    case "param":
      return scope.params.get(expr.name) ?? expr.name;
    case "ref": {
      const args = expr.args.map((arg) => typeText(arg, scope)).join(", ");
      return `${scope.names.of(expr.to)}${args === "" ? "" : `<${args}>`}`;
    }
    case "array":
      return `(${typeText(expr.item, scope)})[]`;
    case "record":
      return `{ [key: string]: ${typeText(expr.value, scope)} }`;
    case "tuple":
      return `[${expr.items.map((item) => typeText(item, scope)).join(", ")}]`;
    case "nullable":
      return `${typeText(expr.value, scope)} | null`;
    case "union":
      return expr.options.map((option) => typeText(option, scope)).join(" | ");
    case "object": {
      const members = expr.properties.map(({ name, value, optional }) => {
        const type = typeText(value, scope);
        return `${keyText(name)}${optional ? `?: ${type} | undefined` : `: ${type}`};`;
      });
      const own = `{ ${members.join(" ")} }`;
      // What zod infers for `catchall`.
      return expr.rest ? `${own} & { [key: string]: ${typeText(expr.rest, scope)} }` : own;
    }
  }
}

import { type Declaration, type Expr, type Param, parts, type StubModule, type Task } from "../ir.ts";
import { type Plan, planModule, references } from "../plan.ts";
import { docText } from "./doc-text.ts";
import { type Names, nameModule } from "./names.ts";
import { propertiesText, schemaText, type Scope } from "./schema-text.ts";
import { quote } from "./text.ts";
import { typeText } from "./type-text.ts";

/** The generated module without its header, before it is formatted. */
export function moduleText(module: StubModule): string {
  const names = nameModule(module);
  const plan = planModule(module);
  const blocks = [
    ...plan.order.map((declaration) => declarationText(declaration, names, plan)),
    ...module.tasks.map((task) => taskText(task, names, plan)),
  ];
  return `${importsText(module)}\n\n${blocks.join("\n\n")}\n`;
}

function importsText({ declarations, tasks }: StubModule): string {
  const types = tasks.flatMap((task) => [...task.inputs, ...task.outputs].map((port) => port.value));
  const leaves = [...declarations.map((declaration) => declaration.body), ...types].flatMap(leafCodes);
  const isUsed = (word: string): boolean => leaves.some((code) => code.startsWith(`${word}(`));
  const words = ["bytes", "complex"].filter(isUsed);
  if (tasks.length > 0) words.push("defineTask");
  const isTemplate = tasks.some((task) => task.params.length > 0);
  const needsZod = declarations.length > 0 || isTemplate || leaves.some((code) => code.startsWith("z."));
  return [
    ...(words.length > 0 ? [`import { ${words.join(", ")} } from "@tierkreis/builder";`] : []),
    ...(needsZod ? ['import { z } from "zod";'] : []),
  ].join("\n");
}

/** The zod code of everything that is no reference: what is written here must be imported here. */
function leafCodes(expr: Expr): readonly string[] {
  const own = expr.kind === "leaf" ? [expr.code] : expr.kind === "ref" || expr.kind === "param" ? [] : ["z."];
  return [...own, ...parts(expr).flatMap(leafCodes)];
}

function declarationText(declaration: Declaration, names: Names, plan: Plan): string {
  const { params, body } = declaration;
  const name = names.of(declaration);
  const scope = { names, plan, params: names.ofParams(params), owner: declaration, isLate: false };
  const doc = docText(docOf(declaration, name));
  const schema = schemaText(body, scope);
  if (params.length > 0) {
    const isRecursive = references(body).includes(declaration);
    const result = isRecursive ? `{ const self = ${schema}; return self; }` : schema;
    const plain = params.map((param) => limited(param, scope, (limit) => limit));
    const types = params.map((param) => `z.ZodType<${scope.params.get(param.name) ?? ""}>`);
    return `${doc}export const ${name} = ${templateText(params, scope)} => ${result};
export type ${name}<${plain.join(", ")}> = z.infer<ReturnType<typeof ${name}<${types.join(", ")}>>>;`;
  }
  return plan.isExplicit(declaration)
    ? `${doc}export type ${name} = ${typeText(body, scope)};
export const ${name}: z.ZodType<${name}, ${name}> = ${schema};`
    : `${doc}export const ${name} = ${schema};
export type ${name} = z.infer<typeof ${name}>;`;
}

function taskText(task: Task, names: Names, plan: Plan): string {
  const name = names.of(task);
  const scope = { names, plan, params: names.ofParams(task.params), owner: undefined, isLate: false };
  const template = task.params.length > 0 ? `${templateText(task.params, scope)} => ` : "";
  return `${docText(docOf(task, name))}export const ${name} = ${template}defineTask({
  worker: ${quote(task.worker)},
  name: ${quote(task.name)},
  inputs: ${propertiesText(task.inputs, scope)},
  outputs: ${propertiesText(task.outputs, scope)},
});`;
}

/** `<T extends z.ZodType>(T: T)`: a template takes the zod types of its parameters. */
function templateText(params: readonly Param[], scope: Scope): string {
  const types = params.map((param) =>
    param.constraint === undefined
      ? `${scope.params.get(param.name) ?? ""} extends z.ZodType`
      : limited(param, scope, (limit) => `z.ZodType<${limit}>`),
  );
  const values = [...scope.params.values()].map((name) => `${name}: ${name}`);
  return `<${types.join(", ")}>(${values.join(", ")})`;
}

function limited({ name, constraint }: Param, scope: Scope, wrap: (limit: string) => string): string {
  const own = scope.params.get(name) ?? name;
  return constraint === undefined ? own : `${own} extends ${wrap(typeText(constraint, scope))}`;
}

/** What the schema says, and what it calls the thing when that could not be kept. */
function docOf({ name, doc }: Declaration | Task, own: string): Declaration["doc"] {
  if (name === own) return doc;
  const note = `\`${name}\` in the schema.`;
  return { ...doc, text: doc.text === undefined ? note : `${doc.text}\n\n${note}` };
}

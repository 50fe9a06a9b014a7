import { getSourceLocation, type Namespace, type Program, type Type } from "@typespec/compiler";
import type { Declaration, StubModule } from "../ir.ts";
import { positionOf, readAliases } from "./alias.ts";
import { checkRecursion } from "./check-recursion.ts";
import { isPortmapping } from "./decorations.ts";
import { declare, isDeclared } from "./declaration.ts";
import { createReader } from "./read-type.ts";
import { canBeFunction, templateOf } from "./template.ts";
import { userScripts } from "./user-scripts.ts";
import { readWorkers } from "./worker.ts";

const modules = new WeakMap<Program, StubModule>();

/** The schema, cut down to what a stub needs. Problems are reported to the program, once. */
export function readModule(program: Program): StubModule {
  const known = modules.get(program);
  if (known) return known;
  const reader = createReader(program);
  const positions = new Map<Declaration, number>();
  const scripts = userScripts(program);
  readAliases(reader, scripts, positions);
  const isUsers = (type: Type): boolean =>
    scripts.some((script) => script.file === getSourceLocation(type).file);
  for (const type of namedTypes(program.getGlobalNamespaceType())) {
    if (isUsers(type)) declare(reader, type);
  }
  const tasks = readWorkers(reader, isUsers);
  const files = [...program.sourceFiles.keys()];
  for (const [type, declaration] of reader.declarations) {
    if (positions.has(declaration)) continue;
    const { file, pos } = getSourceLocation(type);
    positions.set(declaration, positionOf(files, file.path, pos));
  }
  const declarations = [...positions].sort(([, a], [, b]) => a - b).map(([declaration]) => declaration);
  const module = { declarations, tasks };
  checkRecursion(reader, module);
  modules.set(program, module);
  return module;
}

/** Every type that has a name and is a value, except templates that cannot be functions. */
function namedTypes(namespace: Namespace): readonly Type[] {
  const { models, unions, enums, scalars, namespaces } = namespace;
  const own = [...models.values(), ...unions.values(), ...enums.values(), ...scalars.values()];
  const usable = own.filter((type) => {
    if (isPortmapping(type)) return false;
    const template = type.kind === "Model" || type.kind === "Union" ? templateOf(type) : undefined;
    return template ? canBeFunction(template) : isDeclared(type);
  });
  return [...usable, ...[...namespaces.values()].flatMap(namedTypes)];
}

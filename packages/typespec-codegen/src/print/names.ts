import type { Declaration, Param, StubModule, Task } from "../ir.ts";
import { isIdentifierName } from "./text.ts";

/** What everything is called in the generated module. */
export interface Names {
  of(named: Declaration | Task): string;
  /** The names of a template's parameters, beside those of the module. */
  ofParams(params: readonly Param[]): ReadonlyMap<string, string>;
}

/** What no constant of the module can be called. */
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in Infinity instanceof interface let NaN new null package private protected
  public return self static super switch this throw true try typeof undefined var void while with yield
  bytes complex defineTask z`.split(/\s+/),
);

/** What no type of the module can be called. */
const reservedTypes = new Set(
  `abstract any asserts bigint boolean infer is keyof never number object readonly string symbol unique unknown
  ReturnType Uint8Array`.split(/\s+/),
);

/**
 * Gives each declaration and task an identifier of its own: tasks keep their names, then types in the order of the source.
 * What is no identifier, or is taken, is changed in a way that depends on the schema only.
 */
export function nameModule({ declarations, tasks }: StubModule): Names {
  const taken = new Set<string>();
  const names = new Map<Declaration | Task, string>();
  const counts = Map.groupBy(declarations, ({ name }) => name);
  const give = (named: Declaration | Task, wanted: string): void => {
    const isType = "body" in named;
    const name = free(wanted, isType ? reservedTypes.union(taken) : taken);
    taken.add(name);
    names.set(named, name);
  };
  for (const task of tasks) give(task, task.name);
  for (const declaration of declarations) {
    const isShared = (counts.get(declaration.name)?.length ?? 0) > 1;
    const path = isShared ? [...declaration.namespace, declaration.name] : [declaration.name];
    give(declaration, path.join("_"));
  }
  return {
    of: (named) => names.get(named) ?? named.name,
    ofParams: (params) => {
      const used = new Set(taken);
      return new Map(
        params.map(({ name }) => {
          const own = free(name, used);
          used.add(own);
          return [name, own];
        }),
      );
    },
  };
}

function free(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted.replaceAll(/[^\p{ID_Continue}$]/gu, "_");
  if (!isIdentifierName(name)) name = `_${name}`;
  while (reserved.has(name) || taken.has(name)) name = `${name}_`;
  return name;
}

/** What the names of TypeSpec become before they are printed: the schema, cut down to what a stub needs. */
export interface StubModule {
  /** In the order of the source. */
  readonly declarations: readonly Declaration[];
  readonly tasks: readonly Task[];
}

/** A model, union, enum, scalar or alias that the module exports by name. */
export interface Declaration {
  readonly name: string;
  /** The names of the namespaces around it, outermost first. */
  readonly namespace: readonly string[];
  readonly doc: Doc;
  /** Not empty: a template, which becomes a function. */
  readonly params: readonly Param[];
  /** Filled once it is read; until then others can refer to it. */
  body: Expr;
}

/** A type parameter of a template. */
export interface Param {
  readonly name: string;
  /** What it is limited to, when that can be said in TypeScript. */
  readonly constraint: Expr | undefined;
}

/** One operation of the worker's interface. */
export interface Task {
  readonly worker: string;
  readonly name: string;
  readonly doc: Doc;
  readonly params: readonly Param[];
  readonly inputs: readonly Property[];
  readonly outputs: readonly Property[];
}

/** A property of a model, or a port of a task. */
export interface Property {
  readonly name: string;
  readonly value: Expr;
  readonly optional: boolean;
  /** The default value, as TypeScript. */
  readonly fallback: string | undefined;
  readonly doc: Doc;
}

/** A doc comment, and what `#deprecated` says. */
export interface Doc {
  readonly text: string | undefined;
  readonly deprecated: string | undefined;
}

/** A type: how it is said in zod follows from its kind. `checks` is a chain of method calls such as `.min(1)`. */
export type Expr =
  /** A type without parts: the zod expression, and the TypeScript type it stands for. */
  | { readonly kind: "leaf"; readonly code: string; readonly type: string }
  | { readonly kind: "param"; readonly name: string }
  | {
      readonly kind: "ref";
      readonly to: Declaration;
      readonly args: readonly Expr[];
      readonly checks: string;
    }
  | { readonly kind: "array"; readonly item: Expr; readonly checks: string }
  | { readonly kind: "record"; readonly value: Expr }
  | { readonly kind: "tuple"; readonly items: readonly Expr[] }
  | { readonly kind: "nullable"; readonly value: Expr }
  | { readonly kind: "union"; readonly options: readonly Expr[]; readonly discriminator: string | undefined }
  | { readonly kind: "object"; readonly properties: readonly Property[]; readonly rest: Expr | undefined };

/** The expressions that an expression is made of. */
export function parts(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "leaf":
    case "param":
      return [];
    case "ref":
      return expr.args;
    case "array":
      return [expr.item];
    case "record":
    case "nullable":
      return [expr.value];
    case "tuple":
      return expr.items;
    case "union":
      return expr.options;
    case "object":
      return [...expr.properties.map((property) => property.value), ...(expr.rest ? [expr.rest] : [])];
  }
}

import type { Declaration, Doc, Expr, Property, StubModule } from "../ir.ts";
import { quote } from "../print/text.ts";
import type { DescribedField, DescribedType, Description } from "./description.ts";

const leaf = (code: string, type: string): Expr => ({ kind: "leaf", code, type });

const anything = leaf("z.unknown()", "unknown");

const leaves: Readonly<Record<string, Expr>> = {
  bool: leaf("z.boolean()", "boolean"),
  int: leaf("z.int()", "number"),
  float: leaf("z.number()", "number"),
  str: leaf("z.string()", "string"),
  none: leaf("z.null()", "null"),
  bytes: leaf("bytes()", "Uint8Array"),
  complex: leaf("complex()", "z.infer<ReturnType<typeof complex>>"),
  any: anything,
};

/** The stubs of a worker that has told its tasks. They are sent to `worker`, whatever the worker calls itself. */
export function moduleOf({ declarations: described, tasks }: Description, worker: string): StubModule {
  const declarations: Declaration[] = described.map(({ name, module, doc, params }) => ({
    name,
    namespace: module,
    doc: docOf(doc),
    params: params.map((param) => ({ name: param, constraint: undefined })),
    body: anything,
  }));
  for (const [index, declaration] of declarations.entries()) {
    const body = described[index]?.body;
    if (body !== undefined) declaration.body = exprOf(body, declarations);
  }
  const ports = (fields: readonly DescribedField[]): Property[] =>
    fields.map((field) => propertyOf(field, declarations));
  return {
    declarations,
    tasks: tasks.map(({ name, doc, params, inputs, outputs }) => ({
      worker,
      name,
      doc: docOf(doc),
      params: params.map((param) => ({ name: param, constraint: undefined })),
      inputs: ports(inputs),
      outputs: ports(outputs),
    })),
  };
}

function exprOf(type: DescribedType, declarations: readonly Declaration[]): Expr {
  const of = (part: DescribedType): Expr => exprOf(part, declarations);
  switch (type.kind) {
    case "param":
      return { kind: "param", name: type.name };
    case "ref": {
      const to = declarations[type.to];
      return to === undefined ? anything : { kind: "ref", to, args: type.args.map(of), checks: "" };
    }
    case "list":
      return { kind: "array", item: of(type.item), checks: "" };
    case "dict":
      return { kind: "record", value: of(type.value) };
    case "tuple":
      return { kind: "tuple", items: type.items.map(of) };
    case "union":
      return unionOf(type.options, of);
    case "literal":
      return literalOf(type.values);
    case "object":
      return {
        kind: "object",
        properties: type.fields.map((field) => propertyOf(field, declarations)),
        rest: undefined,
      };
    default:
      return leaves[type.kind] ?? anything;
  }
}

/** `X | None` is a nullable X. */
function unionOf(options: readonly DescribedType[], of: (type: DescribedType) => Expr): Expr {
  const others = options.filter(({ kind }) => kind !== "none").map(of);
  const [only] = others;
  const value: Expr =
    only !== undefined && others.length === 1
      ? only
      : { kind: "union", options: others, discriminator: undefined };
  return others.length === options.length ? value : { kind: "nullable", value };
}

function literalOf(values: readonly (string | number | boolean | null)[]): Expr {
  const texts = values.map((value) => (typeof value === "string" ? quote(value) : String(value)));
  return leaf(`z.literal([${texts.join(", ")}])`, texts.join(" | "));
}

function propertyOf(field: DescribedField, declarations: readonly Declaration[]): Property {
  const { name, type, optional = false, default: given } = field;
  const notes = reasons(type).map((why) => `Not typed further: ${why}.`);
  const text = [field.doc ?? [], ...new Set(notes)].flat().join("\n\n");
  return {
    name,
    value: exprOf(type, declarations),
    optional,
    fallback: given ? JSON.stringify(given.json) : undefined,
    doc: docOf(text),
  };
}

/** Why parts of a type say less than they might; what belongs to a declaration is told there. */
function reasons(type: DescribedType): readonly string[] {
  switch (type.kind) {
    case "any":
    case "bytes":
      return type.why === undefined ? [] : [type.why];
    case "ref":
      return type.args.flatMap(reasons);
    case "list":
      return reasons(type.item);
    case "dict":
      return reasons(type.value);
    case "tuple":
      return type.items.flatMap(reasons);
    case "union":
      return type.options.flatMap(reasons);
    default:
      return [];
  }
}

function docOf(text: string | null | undefined): Doc {
  return { text: text ? text : undefined, deprecated: undefined };
}

import type { PortSchema, SchemaType } from "../ports/schema.ts";

/** What a schema may say that asks for work on a value: our words, and `number` and `default`. */
export type Mention = "bytes" | "complex" | "graph" | "bigint" | "number" | "default";

/** Takes every value, like a port that is not declared. */
export function isAny(type: PortSchema): boolean {
  return (
    typesOf(type) === undefined &&
    type["x-tierkreis"] === undefined &&
    !["const", "enum", "anyOf", "oneOf", "allOf", "$ref"].some((word) => word in type)
  );
}

/** Declared as bytes and nothing else. */
export function isBytes(type: PortSchema, root: PortSchema = type): boolean {
  return deref(type, root)["x-tierkreis"] === "bytes";
}

/** Takes bytes at top level, perhaps among others. */
export function takesBytes(type: PortSchema): boolean {
  const seen = new Set<PortSchema>();
  const open = [type];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const schema = deref(next, type);
    if (schema["x-tierkreis"] === "bytes" || isAny(schema)) return true;
    open.push(...(alternatives(schema) ?? []), ...(schema.allOf ?? []));
  }
  return false;
}

/** The kinds of JSON value a schema names itself. */
export function typesOf(schema: PortSchema): readonly SchemaType[] | undefined {
  if (schema.type === undefined) return undefined;
  return typeof schema.type === "string" ? [schema.type] : schema.type;
}

/** The members of a union. */
export function alternatives(schema: PortSchema): readonly PortSchema[] | undefined {
  return schema.anyOf ?? schema.oneOf;
}

const anything: PortSchema = {};

/** Follows `$ref`. A reference to nothing, or to itself alone, takes anything. */
export function deref(schema: PortSchema, root: PortSchema): PortSchema {
  let at = schema;
  for (let steps = 0; at.$ref !== undefined; steps++) {
    const name = /^#\/(?:\$defs|definitions)\/(.*)$/.exec(at.$ref)?.[1];
    const target = name === undefined ? root : root.$defs?.[decodePointer(name)];
    if (target === undefined || target === at || steps > 100) return anything;
    at = target;
  }
  return at;
}

function decodePointer(text: string): string {
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
}

const mentionsOf = new WeakMap<PortSchema, ReadonlySet<Mention>>();

/** True when the schema says the word anywhere. */
export function mentions(type: PortSchema, word: Mention): boolean {
  let found = mentionsOf.get(type);
  if (found === undefined) {
    found = collectMentions(type);
    mentionsOf.set(type, found);
  }
  return found.has(word);
}

function collectMentions(type: PortSchema): ReadonlySet<Mention> {
  const found = new Set<Mention>();
  const open: PortSchema[] = [type];
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    const word = schema["x-tierkreis"];
    if (word !== undefined) found.add(word);
    if (typesOf(schema)?.includes("number") === true) found.add("number");
    if ("default" in schema) found.add("default");
    open.push(...children(schema));
  }
  return found;
}

function children(schema: PortSchema): PortSchema[] {
  const { items, additionalProperties: rest } = schema;
  return [
    ...Object.values(schema.$defs ?? {}),
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...(schema.prefixItems ?? []),
    ...(typeof items === "object" ? [items] : []),
    ...(typeof rest === "object" ? [rest] : []),
  ];
}

/** The declared type of an element; `undefined` where nothing is declared. */
export function elementType(schema: PortSchema, index: number): PortSchema | undefined {
  const declared = schema.prefixItems?.[index] ?? schema.items;
  return typeof declared === "object" ? declared : undefined;
}

/** The declared type of a field; `undefined` where nothing is declared. */
export function fieldType(schema: PortSchema, key: string): PortSchema | undefined {
  const { properties, additionalProperties: rest } = schema;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof rest === "object" ? rest : undefined;
}

import type { Namespace, Program } from "@typespec/compiler";

/** What people write who come from another language, and what TypeSpec calls it. */
const translations: Readonly<Record<string, string>> = {
  any: "unknown",
  array: "Array<T>, or T[]",
  bigint: "int64",
  blob: "bytes",
  buffer: "bytes",
  byte: "bytes, or uint8",
  bytearray: "bytes",
  char: "string",
  date: "plainDate, or utcDateTime, with @encode",
  datetime: "utcDateTime, with @encode",
  dict: "Record<T>",
  float128: "float64, or decimal",
  fraction: "decimal",
  int128: "integer",
  list: "Array<T>, or T[]",
  long: "int64",
  map: "Record<T>",
  none: "null",
  number: "float64, or integer",
  object: "Record<unknown>, or a model",
  optional: "a question mark after the property's name",
  sequence: "Array<T>, or T[]",
  set: "Array<T>, or T[]",
  short: "int16",
  str: "string",
  text: "string",
  timedelta: "duration, with @encode",
  timestamp: "utcDateTime, with @encode",
  tuple: "[A, B]",
  uint8array: "bytes",
  uint: "uint32, or uint64",
  undefined: "null, or a question mark after the property's name",
};

/** Adds to the message about a word that TypeSpec does not know which one may be meant. */
export function withSuggestion(program: Program, message: string): string {
  const [, identifier, decorator] =
    /^Unknown (?:identifier ([^\s.]+)|decorator @([^\s.]+))$/.exec(message) ?? [];
  if (decorator !== undefined) {
    const near = nearest(decorator, ["portmapping", ...standardDecorators]);
    return near === undefined ? message : `${message}. Did you mean @${near}?`;
  }
  if (identifier === undefined) return message;
  const lower = identifier.toLowerCase();
  const translated = Object.hasOwn(translations, lower) ? translations[lower] : undefined;
  const near = translated ?? nearest(identifier, namesIn(program.getGlobalNamespaceType()));
  return near === undefined ? message : `${message}. Did you mean ${near}?`;
}

const standardDecorators = [
  "doc",
  "encode",
  "encodedName",
  "discriminated",
  "discriminator",
  "minValue",
  "maxValue",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "pattern",
  "summary",
];

/** The schema's own types, each with its namespace, and TypeSpec's. */
function namesIn(namespace: Namespace, path = ""): readonly string[] {
  const { models, unions, enums, scalars, namespaces } = namespace;
  const own = [models, unions, enums, scalars].flatMap((types) => [...types.keys()]);
  const inner = [...namespaces.values()].flatMap((each) => {
    if (each.name === "TypeSpec") return [...each.scalars.keys(), "Array", "Record"];
    return namesIn(each, `${path}${each.name}.`);
  });
  return [...own.map((name) => path + name), ...inner];
}

/** The name with the fewest letters to change, if those are few; its namespace does not count. */
function nearest(word: string, names: readonly string[]): string | undefined {
  const limit = word.length <= 4 ? 1 : 2;
  const scored = names.map((name) => {
    const own = name.slice(name.lastIndexOf(".") + 1);
    return { name, cost: distance(word.toLowerCase(), own.toLowerCase()) };
  });
  const [best] = scored.filter(({ cost }) => cost <= limit).sort((a, b) => a.cost - b.cost);
  return best?.name;
}

/** Letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const current = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (previous[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (current[j] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

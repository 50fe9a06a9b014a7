import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { format, type Options, resolveConfig } from "prettier";
import type { StubModule } from "../ir.ts";
import { moduleText } from "./module-text.ts";

/** Where a module comes from. */
export interface Origin {
  /** The schema's path: the formatting rules of its folder are followed. */
  readonly schema: string;
  /** What the header calls the schema. */
  readonly source: string;
  /**
   * What to change in order to change the stubs.
   *
   * @default "schema"
   */
  readonly subject?: "schema" | "worker";
}

const headerStart = "// Generated from ";
const hashStart = "// Content: ";

/** The generated module: header, imports, types and tasks, formatted as its folder's Prettier configuration says. */
export async function renderModule(
  module: StubModule,
  { schema, source, subject = "schema" }: Origin,
): Promise<string> {
  const code = await canonical(moduleText(module));
  const name = source.replaceAll(/\s+/g, " ");
  const header = `${headerStart}${name} by @tierkreis/typespec-codegen. Do not edit: change the ${subject} and run \`tkr init stubs\`.
${hashStart}${hashOf(code)}
`;
  return formatted(`${header}\n${code}`, await styleOf(schema));
}

/** What a file that exists has to do with generated code. */
export type Likeness = "same" | "generated" | "edited" | "foreign";

/**
 * Compares a file with the code that belongs there. Line ends and formatting do not count, so a formatter may pass over the
 * file. "generated": an older or otherwise different result of this package; "edited": such a one, changed by hand;
 * "foreign": not made by this package.
 */
export async function compareCode(existing: string, expected: string): Promise<Likeness> {
  const text = existing.replaceAll("\r\n", "\n").replace(/^\uFEFF/, "");
  if (text === expected) return "same";
  const hash = /^\/\/ Content: ([0-9a-f]+)$/m.exec(text)?.[1];
  if (!text.startsWith(headerStart) || hash === undefined) return "foreign";
  try {
    const body = await canonical(bodyOf(text));
    if (hashOf(body) !== hash) return "edited";
    return headerOf(text) === headerOf(expected) ? "same" : "generated";
  } catch {
    return "edited";
  }
}

function headerOf(text: string): string {
  return text.slice(0, bodyStart(text)).trim();
}

function bodyOf(text: string): string {
  return text.slice(bodyStart(text));
}

function bodyStart(text: string): number {
  return text.indexOf("\n", text.indexOf(hashStart)) + 1;
}

function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("hex").slice(0, 16);
}

/** The same for the same code, however it was formatted. */
function canonical(code: string): Promise<string> {
  return format(code.trim(), { parser: "typescript", objectWrap: "collapse" });
}

async function formatted(code: string, style: Options): Promise<string> {
  const own: Options = {
    ...style,
    parser: "typescript",
    objectWrap: "collapse",
    plugins: [],
    endOfLine: "lf",
  };
  return format(code, own);
}

/** The formatting of the schema's folder, so that a formatter has nothing to change; Prettier's own without. */
async function styleOf(schema: string): Promise<Options> {
  try {
    return (await resolveConfig(join(dirname(schema), "api.ts"), { editorconfig: true })) ?? {};
  } catch {
    return {};
  }
}

import { nearNames } from "@tierkreis/core";
import { usageError } from "../usage-error.ts";
import { explain } from "./import-file.ts";
import { settled } from "./settled.ts";

type Exports = Readonly<Record<string, unknown>>;

interface Asked {
  readonly file: string;
  /** Which export; `undefined` when the user left it to us. */
  readonly name: string | undefined;
}

/** The exports that are a graph by their name alone, in order. */
const names = ["default", "workflow", "graph"];

/** The document of the graph that a file exports: of a builder, a document, or a function that gives one of them. */
export async function graphOfExport(exports: Exports, asked: Asked): Promise<unknown> {
  const name = asked.name ?? choose(exports, asked.file);
  if (!Object.hasOwn(exports, name)) {
    const near = nearNames(name, exportNames(exports));
    const hint = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
    throw usageError(`${asked.file} has no export ${JSON.stringify(name)}.${hint} ${has(exports)}`);
  }
  const exported = exports[name];
  const made = typeof exported === "function" ? await call(exported as () => unknown, asked.file) : exported;
  if (isBuilder(made)) return build(made, asked.file);
  if (isDocument(made)) return made;
  throw usageError(
    `The export ${JSON.stringify(name)} of ${asked.file} is no graph. Export what a GraphBuilder made, a graph document, or a function that gives one.`,
  );
}

function choose(exports: Exports, file: string): string {
  const all = exportNames(exports);
  const known = names.find((name) => all.includes(name));
  if (known !== undefined) return known;
  const graphs = all.filter((name) => isBuilder(exports[name]) || isDocument(exports[name]));
  const candidates = graphs.length > 0 ? graphs : all.filter((name) => typeof exports[name] === "function");
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  if (only === undefined) throw usageError(`${file} exports no graph. ${has(exports)}`);
  const choices = candidates.map((name) => `${file}:${name}`).join(", ");
  throw usageError(`${file} exports more than one graph. Say which: ${choices}.`);
}

async function call(make: () => unknown, file: string): Promise<unknown> {
  try {
    return await settled(file, make);
  } catch (error) {
    throw explain(file, error);
  }
}

function build(builder: { getData: () => unknown }, file: string): unknown {
  try {
    return builder.getData();
  } catch (error) {
    throw explain(file, error);
  }
}

function isBuilder(exported: unknown): exported is { getData: () => unknown } {
  return (
    typeof exported === "object" &&
    exported !== null &&
    "getData" in exported &&
    typeof exported.getData === "function"
  );
}

function isDocument(exported: unknown): boolean {
  return (
    typeof exported === "object" && exported !== null && "nodes" in exported && Array.isArray(exported.nodes)
  );
}

/** The names that a file exports. One without import and export is CommonJS to Node, and then has a default export all the same. */
export function exportNames(exports: Exports): readonly string[] {
  const isCommonJs = Object.hasOwn(exports, "module.exports");
  return Object.keys(exports).filter((name) => !(isCommonJs && ["default", "module.exports"].includes(name)));
}

function has(exports: Exports): string {
  const all = exportNames(exports);
  return all.length === 0 ? "It exports nothing." : `It exports ${all.join(", ")}.`;
}

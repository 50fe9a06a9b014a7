import { statSync } from "node:fs";
import { parseGraph, TierkreisError, toGraph, type Graph } from "@tierkreis/core";
import type { Settings } from "../config/settings.ts";
import { readUserFile } from "../read-user-file.ts";
import { usageError } from "../usage-error.ts";
import { graphOfExport } from "./graph-of-export.ts";
import { importFile } from "./import-file.ts";

/** Where a graph comes from: one of the two. */
export interface GraphSource {
  /** `FILE.ts` or `FILE.ts:export`. */
  readonly graph?: string;
  /** A JSON file. */
  readonly fromFile?: string;
}

/** The checked document of the graph that the command line names, else the project's configuration. */
export async function loadGraph(
  { graph, fromFile }: GraphSource,
  { graph: configured }: Pick<Settings, "graph"> = {},
): Promise<Graph> {
  if (graph !== undefined && fromFile !== undefined) throw usageError("Give -g or -f, not both.");
  if (fromFile !== undefined) return loadDocument(fromFile, "-f");
  if (graph !== undefined) {
    if (graph.endsWith(".json"))
      throw usageError(`${graph} is no TypeScript file. For a graph document, write -f ${graph}.`);
    return loadExport(graph, "-g");
  }
  if (configured === undefined) {
    throw usageError(
      "Which graph? Give -g FILE.ts for one that a file exports, -f GRAPH.json for a document, or name the project's in tierkreis.config.ts.",
    );
  }
  const { value, from } = configured;
  return value.endsWith(".json") ? loadDocument(value, from) : loadExport(value, from);
}

/** The TypeScript file that the command line or the configuration names; `undefined` for documents and other languages. */
export function graphFileOf(
  { graph, fromFile }: GraphSource,
  { graph: configured }: Pick<Settings, "graph"> = {},
): string | undefined {
  const text = graph ?? (fromFile === undefined ? configured?.value : undefined);
  if (text === undefined) return undefined;
  const { file } = splitExport(text, "-g");
  return /\.m?ts$/.test(file) ? file : undefined;
}

/** `by` is what names the file: a flag, or the configuration. */
function loadDocument(file: string, by: string): Graph {
  return naming(file, () => parseGraph(readUserFile(file, by)));
}

async function loadExport(text: string, by: string): Promise<Graph> {
  const { file, name } = splitExport(text, by);
  const found = await graphOfExport(await importFile(file, by), { file, name });
  return naming(file, () => toGraph(found));
}

/** `a.ts:flow` is export `flow` of `a.ts`, unless a file has the whole name. */
function splitExport(text: string, by: string): { readonly file: string; readonly name: string | undefined } {
  const colon = text.lastIndexOf(":");
  const whole = colon === -1 || statSync(text, { throwIfNoEntry: false }) !== undefined;
  const file = whole ? text : text.slice(0, colon);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw usageError(`There is no file ${file}, which ${by} names.`, { file });
  if (!stat.isFile()) throw usageError(`${file}, which ${by} names, is not a file.`, { file });
  return { file, name: whole ? undefined : text.slice(colon + 1) };
}

/** Puts the file's name before what is wrong with its graph. */
function naming(file: string, read: () => Graph): Graph {
  try {
    return read();
  } catch (error) {
    if (!TierkreisError.isInstance(error) || error.code === "TKR_USAGE") throw error;
    throw new TierkreisError(error.code, `${file}: ${error.message}`, {
      ...error.details,
      file,
      cause: error,
    });
  }
}

import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";

interface Place {
  readonly file: string;
  readonly line: number;
}

/** The error of a module (a path or an address) that can not be imported: where, in which words, and what may help. */
export function importError(worker: string, module: string, error: unknown): TierkreisError {
  const file = toPath(module);
  const place = placeOf(error);
  const at = place ?? { file };
  const where = place === undefined ? shown(file) : `${shown(place.file)}:${place.line}`;
  const words = messageOf(error).trim();
  const message = `[executor-inline] ${where}: ${words}${snippet(place)}${hint(error)}\nSo worker ${worker} can not be used.`;
  return new TierkreisError("TKR_WORKER_INVALID", message, { worker, ...at, cause: error });
}

/**
 * Node writes the place of a syntax error before the error's name, and that of other errors into the frames after it. That of
 * an import of nothing is nowhere but in the text of the importing file.
 */
function placeOf(error: unknown): Place | undefined {
  if (!(error instanceof Error)) return undefined;
  const stack = error.stack ?? "";
  const [, head, headLine] = /^((?:\/|file:)[^]*?):(\d+)\n[^]*?\n *\^/.exec(stack) ?? [];
  if (head !== undefined) return { file: toPath(head), line: Number(headLine) };
  const [, missing, importer] = /^Cannot find \w+ '([^]+)' imported from ([^]+)$/.exec(error.message) ?? [];
  if (missing !== undefined && importer !== undefined) return importOf(missing, toPath(importer));
  for (const [, at = "", line] of stack.matchAll(/^ {4}at (?:.*? \()?(file:\/\/\S+|\/.+?):(\d+):\d+\)?$/gm)) {
    const file = toPath(at);
    if (isUsers(file)) return { file, line: Number(line) };
  }
  return undefined;
}

function importOf(missing: string, file: string): Place | undefined {
  const index = linesOf(file).findIndex((line) => line.includes(basename(missing)));
  return index === -1 ? undefined : { file, line: index + 1 };
}

/** Frames of installed packages and of ours say nothing to the user. */
function isUsers(file: string): boolean {
  if (file.includes("/node_modules/")) return false;
  const packages = fileURLToPath(new URL("../../../", import.meta.url));
  return !file.startsWith(packages) || !/^[^/]+\/(src|dist)\//.test(file.slice(packages.length));
}

/** The path of an address, without its version. */
function toPath(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

function snippet(place: Place | undefined): string {
  const line = place === undefined ? "" : (linesOf(place.file)[place.line - 1]?.trim() ?? "");
  return place === undefined || line === "" ? "" : `\n  ${place.line} | ${line}`;
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function hint(error: unknown): string {
  switch (errnoOf(error)) {
    case "ERR_MODULE_NOT_FOUND":
      return "\nIs it spelt with its ending (.ts), and, if it is a package, installed?";
    case "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX":
      return "\nNode runs TypeScript by leaving out the types: enums, namespaces and parameter properties are more than that.";
    default:
      return "";
  }
}

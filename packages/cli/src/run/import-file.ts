import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { errnoOf, messageOf, TierkreisError, type ErrorDetails } from "@tierkreis/core";
import { readUserFile } from "../read-user-file.ts";
import { divertOutput } from "../terminal/others-output.ts";
import { usageError } from "../usage-error.ts";
import { placeOfImport, type Place } from "./import-place.ts";
import { settled } from "./settled.ts";

type Exports = Readonly<Record<string, unknown>>;

/**
 * The exports of a user's TypeScript or JavaScript file, which Node reads as it is. Errors name file and line; `option` is what
 * names the file.
 */
export async function importFile(file: string, option = "-g"): Promise<Exports> {
  readUserFile(file, option);
  const path = resolve(file);
  // What it prints while it is read is not what was asked for.
  const giveBack = divertOutput();
  try {
    return await settled(file, () => import(pathToFileURL(path).href) as Promise<Exports>);
  } catch (error) {
    throw explain(file, error);
  } finally {
    giveBack();
  }
}

/** The error of a call into a user's file, with the place there that it came from. */
export function explain(file: string, error: unknown): TierkreisError {
  const place = placeOfImport(error) ?? placeOf(error);
  const where = place === undefined ? file : `${shown(place.file)}:${place.line}`;
  const details: ErrorDetails & { cause: unknown } = { file: place?.file ?? resolve(file), cause: error };
  if (place !== undefined) Object.assign(details, { line: place.line });
  if (TierkreisError.isInstance(error)) {
    return new TierkreisError(error.code, `${where}: ${error.message}`, { ...error.details, ...details });
  }
  const message = `${where}: ${wordsOf(error)}${snippet(place)}${hint(error)}`;
  return usageError(message, details);
}

/** What is thrown may be anything. */
function wordsOf(error: unknown): string {
  if (error instanceof Error || typeof error === "string") return messageOf(error);
  return `it threw ${inspect(error, { breakLength: Infinity })}, which is no Error and tells no line.`;
}

/** Node writes the place of a syntax error before the error's name, and that of other errors into the frames after it. */
function placeOf(error: unknown): Place | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const [, head, headLine] = /^((?:\/|file:)[^]*?):(\d+)\n[^]*?\n *\^/.exec(stack) ?? [];
  if (head !== undefined) return { file: toPath(head), line: Number(headLine) };
  for (const [, place = "", line] of stack.matchAll(
    /^ {4}at (?:.*? \()?(file:\/\/\S+|\/.+?):(\d+):\d+\)?$/gm,
  )) {
    const file = toPath(place);
    if (isUsers(file)) return { file, line: Number(line) };
  }
  return undefined;
}

/** Frames of installed packages and of ours say nothing to the user. */
function isUsers(file: string): boolean {
  if (file.includes("/node_modules/")) return false;
  const packages = fileURLToPath(new URL("../../../", import.meta.url));
  return !file.startsWith(packages) || !/^[^/]+\/(src|dist)\//.test(file.slice(packages.length));
}

function toPath(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

function snippet(place: Place | undefined): string {
  if (place === undefined) return "";
  try {
    const line = readFileSync(place.file, "utf8").split("\n")[place.line - 1]?.trim() ?? "";
    return line === "" ? "" : `\n  ${place.line} | ${line}`;
  } catch {
    return "";
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

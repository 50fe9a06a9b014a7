import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { errnoOf } from "@tierkreis/core";

/** A line of a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Where the import stands that found nothing. Node names the file and what was looked for, but no line. */
export function placeOfImport(error: unknown): Place | undefined {
  if (!(error instanceof Error) || errnoOf(error) !== "ERR_MODULE_NOT_FOUND") return undefined;
  const [, sought = "", from = ""] = /^Cannot find \w+ '(.+)' imported from (.+)$/s.exec(error.message) ?? [];
  const file = from.startsWith("file:") ? fileURLToPath(from) : from;
  const index = linesOf(file).findIndex((line) =>
    [...line.matchAll(/(["'`])(.+?)\1/g)].some(([, , word = ""]) => means(file, word, sought)),
  );
  return index === -1 ? undefined : { file, line: index + 1 };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

/** A package is named with what lies in it, a file from the importing one's folder. */
function means(file: string, word: string, sought: string): boolean {
  return word === sought || word.startsWith(`${sought}/`) || resolve(dirname(file), word) === sought;
}

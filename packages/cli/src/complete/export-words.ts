import { exportNames } from "../run/graph-of-export.ts";
import { importFile } from "../run/import-file.ts";
import type { Candidate } from "./candidate.ts";

/** What a file exports, once the colon behind its name is typed. */
export async function exportWords(begun: string): Promise<readonly Candidate[]> {
  const [, file] = /^(.+\.[cm]?[jt]s):\w*$/.exec(begun) ?? [];
  if (file === undefined) return [];
  return exportNames(await importFile(file)).map((name) => ({ word: `${file}:${name}` }));
}

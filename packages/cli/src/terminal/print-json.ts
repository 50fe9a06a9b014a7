import { stringifyJson, type Json } from "@tierkreis/core";

/** The version of all documents that `--json` prints. It grows when a field goes or changes its meaning, not when one is added. */
const VERSION = 1;

/** Prints one document for programs, on a line. Numbers of any size stay exact. */
export function printJson(body: Readonly<Record<string, Json>>): void {
  process.stdout.write(`${stringifyJson({ version: VERSION, ...body })}\n`);
}

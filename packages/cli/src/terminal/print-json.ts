import { stringifyJson, type Json } from "@tierkreis/core";
import { toStdout } from "./others-output.ts";

/** The version of all documents that `--json` prints. It grows when a field goes or changes its meaning, not when one is added. */
const VERSION = 1;

/** Prints one document for programs, on a line. Numbers of any size stay exact. */
export function printJson(body: Readonly<Record<string, Json>>): void {
  toStdout(`${stringifyJson({ version: VERSION, ...body })}\n`);
}

import { readFileSync } from "node:fs";
import { errnoOf, messageOf } from "@tierkreis/core";
import { usageError } from "./usage-error.ts";

/** The bytes of a file that the command line names. `option` is what names it, for the error when it can not be read. */
export function readUserFile(file: string, option: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw usageError(unreadable(file, option, error), { file, cause: error });
  }
}

function unreadable(file: string, option: string, error: unknown): string {
  switch (errnoOf(error)) {
    case "ENOENT":
      return `There is no file ${file}, which ${option} names.`;
    case "EISDIR":
      return `${file}, which ${option} names, is a folder.`;
    default:
      return `${file}, which ${option} names, can not be read: ${messageOf(error)}`;
  }
}

import { inspect } from "node:util";
import { TierkreisError, type ErrorCode } from "@tierkreis/core";
import { plainLine } from "./terminal/width.ts";

/** What is wrong with the command line rather than with the run. */
const usage: readonly ErrorCode[] = ["TKR_USAGE", "TKR_RUN_ID", "TKR_INPUTS_INVALID"];

const report = "https://github.com/tierkreis/tierkreis-ts/issues";

/** Says on standard error what went wrong, and gives the exit status. Only a bug of ours shows its stack. */
export function reportError(error: unknown): number {
  if (TierkreisError.isInstance(error) && error.code !== "TKR_BUG") {
    // The last words of a program may hold anything.
    const lines = error.message.split("\n").map((line) => plainLine(line));
    console.error(`error[${error.code}]: ${lines.join("\n")}`);
    return usage.includes(error.code) ? 2 : 1;
  }
  if (isFolderGone(error)) {
    console.error("error[TKR_USAGE]: The current folder is not there any more. Go to another one.");
    return 2;
  }
  console.error(inspect(error));
  console.error(`\nThis is a bug of Tierkreis. Please report it with the lines above: ${report}`);
  return 1;
}

/** Node asks for the current folder when a path is relative. */
function isFolderGone(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "uv_cwd";
}

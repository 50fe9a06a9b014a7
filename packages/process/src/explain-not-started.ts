import { existsSync, readFileSync } from "node:fs";
import { TierkreisError } from "@tierkreis/core";
import type { ProgramEnd } from "./spawner.ts";

/** `TKR_PROGRAM_NOT_STARTED`: which file, the system's word, and what it mostly means. */
export function explainNotStarted(
  file: string,
  { errno, message }: Extract<ProgramEnd, { kind: "not-started" }>,
): TierkreisError {
  const hint = message.startsWith("spawn") ? hintFor(file, errno) : undefined;
  const text = `[process] The program ${file} could not be started: ${hint ?? message} (${errno}).`;
  return new TierkreisError("TKR_PROGRAM_NOT_STARTED", text, { file, errno });
}

/** What the errors of `exec` mean; `undefined` where the system's own words say enough. */
function hintFor(file: string, errno: string): string | undefined {
  switch (errno) {
    case "ENOENT":
      if (!file.includes("/")) return "there is no program of this name on PATH";
      return existsSync(file)
        ? `the interpreter that its first line names, ${firstLine(file)}, does not exist`
        : "there is no such file";
    case "EACCES":
      return "it may not be executed; chmod +x makes it so";
    case "E2BIG":
      return "its arguments and environment are together, or one of them alone, longer than the system takes";
    case "ETXTBSY":
      return "it is still being written";
    default:
      return undefined;
  }
}

function firstLine(file: string): string {
  try {
    return JSON.stringify(readFileSync(file, "latin1").slice(0, 256).split("\n", 1)[0]);
  } catch {
    return "which can not be read";
  }
}

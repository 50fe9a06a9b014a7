import { existsSync, readdirSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { endLeftovers, findProgram } from "./adopt-program.ts";
import { recordName } from "./run-program.ts";
import { endProcesses } from "./system/end-processes.ts";

/** How programs are looked for. */
export interface EndProgramsOptions {
  /**
   * Also read the records below the folders: they name programs that emptied their environment, at the cost of a walk through
   * all that lies there. Elsewhere than on Linux nothing else does, and they are always read.
   * @default false
   */
  readonly records?: boolean;
  /**
   * Milliseconds between SIGTERM and SIGKILL.
   * @default 5000
   */
  readonly graceMs?: number;
}

/**
 * Ends all programs whose records lie below a folder, with their children, whoever started them: what dead controllers left. On
 * Linux they are found by the variable `TKR_SPAWN_RECORD` that they carry, so it costs the same however much lies there.
 * Settles with the number of processes there were.
 */
export async function endProgramsBelow(folder: string, options: EndProgramsOptions = {}): Promise<number> {
  const { records = false, graceMs = 5000 } = options;
  const start = folder.endsWith(sep) ? folder : folder + sep;
  const { found } = await endProcesses((entry) => entry.record?.startsWith(start) === true, graceMs);
  if (!existsSync(folder) || (!records && process.platform === "linux")) return found;
  const running = recordsBelow(folder).filter((record) => findProgram(record).kind === "running");
  const ended = await Promise.all(running.map((record) => endLeftovers(record, { graceMs })));
  return ended.reduce((sum, count) => sum + count, found);
}

function recordsBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => basename(name) === recordName).map((name) => join(folder, name));
}

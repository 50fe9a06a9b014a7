import { listAttempts } from "@tierkreis/controller";
import type { Location, Storage } from "@tierkreis/core";
import { tailOf } from "../logs/read-log.ts";

/** As many lines of a log are shown at most. */
export const LOG_LINES = 10;

/** The last lines of the log of the last attempt at a task; nothing where it has none. */
export async function logTailOf(
  storage: Storage,
  run: string,
  location: Location,
): Promise<readonly string[]> {
  const log = (await listAttempts(storage, run, location)).at(-1)?.log;
  return log === undefined ? [] : tailOf(storage, log, LOG_LINES);
}

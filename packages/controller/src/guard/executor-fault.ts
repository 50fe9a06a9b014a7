import { TierkreisError } from "@tierkreis/core";
import { isTaskFault, wordsOf } from "../driver/failures.ts";
import { isReadable } from "./readable.ts";

/** Which method of which executor. */
export interface Asked {
  readonly driver: string;
  readonly operation: string;
}

/** An executor at fault; `how` follows the method's name. */
export function executorFault(how: string, asked: Asked, cause?: unknown): TierkreisError {
  const message = `the executor ${asked.driver} is at fault: \`${asked.operation}\` ${how}`;
  return new TierkreisError("TKR_EXECUTOR_FAULT", message, { ...asked, cause });
}

/** What an executor threw, as a coded error of a task: that the run is cancelled, or its storage broken, is not its to say. */
export function executorFailed(thrown: unknown, asked: Asked): TierkreisError {
  // It is not kept as the cause either: whoever printed the failure would stumble over it.
  if (!isReadable(thrown)) return executorFault("failed with an error that can not be read", asked);
  return isTaskFault(thrown) ? thrown : executorFault(`failed: ${wordsOf(thrown)}`, asked, thrown);
}

const silences = new WeakSet<object>();

/** An executor that does not settle. */
export function executorSilent(why: string, asked: Asked): TierkreisError {
  const error = executorFault(why, asked);
  silences.add(error);
  return error;
}

/** True when the error says that an executor does not settle: then its task may still run. */
export function isSilence(error: unknown): boolean {
  // Nothing is asked of it: a foreign error may throw at every look.
  return typeof error === "object" && error !== null && silences.has(error);
}

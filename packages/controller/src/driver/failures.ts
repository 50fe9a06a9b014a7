import { messageOf, TierkreisError, type ErrorCode } from "@tierkreis/core";

/** Failures that are named when there are many. */
const SHOWN = 20;

/** Codes of what is wrong with the run as a whole: its storage, its lock, its end, or the engine. */
const ofTheRun: readonly ErrorCode[] = [
  "TKR_RUN_LOST",
  "TKR_STORAGE_FAILED",
  "TKR_STORAGE_FAULT",
  "TKR_STORAGE_CLOSED",
  "TKR_BUG",
  "TKR_CANCELLED",
  "TKR_BREAKPOINT",
];

/** True for what went wrong in or around one task, as opposed to the storage, the lock or ourselves. */
export function isTaskFault(error: unknown): error is TierkreisError {
  return TierkreisError.isInstance(error) && !ofTheRun.includes(error.code);
}

/** How a run ended that did not give its outputs. */
export function endOf(error: unknown): "failed" | "cancelled" | "paused" {
  if (!TierkreisError.isInstance(error)) return "failed";
  return error.code === "TKR_CANCELLED" ? "cancelled" : error.code === "TKR_BREAKPOINT" ? "paused" : "failed";
}

/** True when another controller owns the run now. */
export function isLost(error: Error | undefined): boolean {
  return TierkreisError.isInstance(error) && error.code === "TKR_RUN_LOST";
}

/** True when what listens to this signal is another controller's now. */
export function isTakenFrom(signal: AbortSignal): boolean {
  return signal.aborted && isLost(asError(signal.reason));
}

/** True when the storage is what failed. */
export function isOfStorage(error: unknown): boolean {
  return TierkreisError.isInstance(error) && error.code.startsWith("TKR_STORAGE_");
}

/** What was thrown as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(wordsOf(thrown), { cause: thrown });
}

/** The words of anything that was thrown, also of what can not be printed. */
export function wordsOf(thrown: unknown): string {
  if (thrown === undefined || thrown === null) return `it threw ${String(thrown)}`;
  try {
    return messageOf(thrown) || "it gave no reason";
  } catch {
    return "it threw something that can not be printed";
  }
}

/** Several failures as the run's: the first, with where the others were. `undefined` for none. */
export function togetherOf(failures: readonly TierkreisError[]): TierkreisError | undefined {
  const [first, ...others] = failures;
  if (first === undefined || others.length === 0) return first;
  const shown = others
    .slice(0, SHOWN)
    .map(
      ({ details: { worker, task, location } }) => `${String(worker)}.${String(task)} at ${String(location)}`,
    );
  const more = others.length > SHOWN ? `, and ${String(others.length - SHOWN)} more` : "";
  const message = `${first.message}\n${String(others.length)} other ${others.length === 1 ? "task" : "tasks"} failed: ${shown.join(", ")}${more}.`;
  return new TierkreisError(first.code, message, {
    ...first.details,
    cause: new AggregateError(failures, message),
  });
}

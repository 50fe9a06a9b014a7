import { messageOf, TierkreisError } from "@tierkreis/core";

const advice =
  /(?:\nAll of its log: (?:(?!\nAll of its log: )[^])*?)?\nWhat is done is kept: run [-0-9a-f]+ again to go on from there\.$/;

/** What a run's error says, without its advice for programs: `tkr` says by its own commands where the log is and how to go on. */
export function withoutAdvice(message: string): string {
  return message.replace(advice, "");
}

/** Why a task failed, in a line below one that names the task. */
export function failureLine(error: unknown): string {
  const [first = ""] = messageOf(error).split("\n", 1);
  return first.replace(/^Task \S+ at .*? failed in attempt \d+: /, "");
}

/** The error with {@link withoutAdvice} applied. */
export function errorWithoutAdvice(error: unknown): unknown {
  if (!TierkreisError.isInstance(error) || error.details.task === undefined) return error;
  return new TierkreisError(error.code, withoutAdvice(error.message), { ...error.details, cause: error });
}

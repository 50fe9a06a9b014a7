import { TierkreisError, type ErrorDetails } from "@tierkreis/core";

/** What was asked for can not be: the command line names something that is not there or makes no sense. */
export function usageError(
  message: string,
  details: ErrorDetails & { readonly cause?: unknown } = {},
): TierkreisError {
  return new TierkreisError("TKR_USAGE", message, details);
}

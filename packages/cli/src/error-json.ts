import { messageOf, TierkreisError } from "@tierkreis/core";

/** An error as `--json` gives it: its code and words, and the things it names, as far as it names any. */
export function errorJson(error: unknown): Readonly<Record<string, string | number>> {
  if (!TierkreisError.isInstance(error)) return { code: "TKR_BUG", message: messageOf(error) };
  return { code: error.code, message: error.message, ...error.details };
}

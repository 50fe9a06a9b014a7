import { TierkreisError } from "@tierkreis/core";
import { wordsOf } from "../driver/failures.ts";
import { isObject } from "./answers.ts";

/** False for what was thrown and can not be worked with: looking at it throws, or its message, stack or code is no text. */
export function isReadable(thrown: unknown): boolean {
  try {
    if (TierkreisError.isInstance(thrown) && !(isText(thrown.code) && isObject(thrown.details))) return false;
    if (!(thrown instanceof Error)) return isText(wordsOf(thrown));
    const stack: unknown = thrown.stack;
    return isText(thrown.message) && (stack === undefined || isText(stack));
  } catch {
    return false;
  }
}

function isText(thing: unknown): boolean {
  return typeof thing === "string";
}

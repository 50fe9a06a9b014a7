import { TierkreisError } from "@tierkreis/core";
import { thrownBy } from "../failure.ts";
import type { PostedError } from "./protocol.ts";

/** An error for another thread. A structured clone would lose its code and the name of its class. */
export function toPosted(error: unknown): PostedError {
  const coded = TierkreisError.isInstance(error) ? { code: error.code, details: error.details } : undefined;
  const { name, message, stack } = TierkreisError.isInstance(error) ? error : thrownBy(error);
  return { name, message, stack, coded };
}

/** The error that another thread posted, with its stack there. */
export function fromPosted({ name, message, stack, coded }: PostedError): Error {
  const error =
    coded === undefined ? new Error(message) : new TierkreisError(coded.code, message, coded.details);
  if (stack !== undefined) error.stack = stack;
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true });
  return error;
}

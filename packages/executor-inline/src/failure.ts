import { isNativeError } from "node:util/types";
import { inspect } from "node:util";
import { TierkreisError, type TaskEnd } from "@tierkreis/core";

/** What a task's function threw, as the error of the task: an `Error` as it is, with its stack. */
export function thrownBy(thrown: unknown): Error {
  // A coded error, of a graph that the function ran for instance, says nothing about our run.
  if (TierkreisError.isInstance(thrown)) return wrap(thrown.message, thrown);
  // An error of another realm is an error too.
  if (thrown instanceof Error || isNativeError(thrown)) return thrown;
  return wrap(`it threw ${inspect(thrown)}, which is no Error`, thrown);
}

/** How a task that failed ended: by an error of ours, or by one of its own. */
export function failed(error: unknown): TaskEnd {
  return { status: "error", error: TierkreisError.isInstance(error) ? error : thrownBy(error) };
}

function wrap(message: string, thrown: unknown): Error {
  const error = new Error(message, { cause: thrown });
  if (thrown instanceof Error && thrown.stack !== undefined) error.stack = thrown.stack;
  return error;
}

import { messageOf, TierkreisError } from "@tierkreis/core";
import { Fault } from "./python/fault.ts";

export const WORKER = "builtins";

/** The error of a task whose inputs it can not be done with. `ports` are the names of its inputs, in order. */
export function failure(task: string, ports: readonly string[], error: unknown): TierkreisError {
  const details = { worker: WORKER, task, cause: error };
  if (!(error instanceof Fault))
    return new TierkreisError("TKR_TASK_FAILED", `${WORKER}.${task} failed: ${messageOf(error)}.`, details);
  // An element's fault is its list's.
  const names = [...new Set(error.inputs.map((input) => ports[input] ?? ports[0] ?? ""))];
  const subject = names.length === 1 ? "its input" : "its inputs";
  const quoted = names.map((name) => JSON.stringify(name)).join(" and ");
  const message = `${WORKER}.${task}: ${subject} ${quoted} ${error.message}.`;
  const [port] = names;
  return new TierkreisError("TKR_TASK_FAILED", message, {
    ...details,
    ...(names.length === 1 && port !== undefined ? { port } : {}),
  });
}

import assert from "node:assert/strict";
import { messageOf, TierkreisError } from "../../errors.ts";
import type { TaskEnd } from "../../task.ts";
import type { EngineTask } from "./engine-task.ts";

/** Asserts that a task claims success. */
export function assertOk(end: TaskEnd): void {
  const words = end.status === "error" ? messageOf(end.error) : JSON.stringify(end);
  assert.equal(end.status, "ok", `a task that ends well must settle with ok, not ${words}`);
}

/** Asserts how a task ended, whatever details were added. */
export function assertEndIs(end: TaskEnd, expected: TaskEnd): void {
  assert.deepEqual({ ...end, details: undefined }, { ...expected, details: undefined });
}

/** Asserts that an output has these bytes. */
export function assertOutput(task: EngineTask, port: string, expected: string | Uint8Array): void {
  const found = task.outputOf(port);
  assert.ok(found !== undefined, `the output ${port} is missing when the task has settled`);
  const wanted = Buffer.from(expected);
  assert.ok(
    wanted.equals(found),
    `the output ${port} is not what the task wrote: ${describe(found)} instead of ${describe(wanted)}`,
  );
}

/** Asserts that it is a coded error. */
export function assertCoded(error: unknown, what: string): void {
  assert.ok(TierkreisError.isInstance(error), `${what} must be a TierkreisError, not: ${messageOf(error)}`);
}

function describe(bytes: Uint8Array): string {
  const head = JSON.stringify(Buffer.from(bytes.subarray(0, 60)).toString("latin1"));
  return `${bytes.length} bytes (${head}${bytes.length > 60 ? "..." : ""})`;
}

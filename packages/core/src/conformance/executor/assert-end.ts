import assert from "node:assert/strict";
import { z } from "zod";
import type { TaskEnd } from "../../task.ts";

/** The most that an end's details may be, in bytes of JSON. */
const LONGEST_DETAILS = 4096;

const details = z
  .json()
  .refine((data) => Buffer.byteLength(JSON.stringify(data)) <= LONGEST_DETAILS, "Expected at most 4 kB")
  .optional();

const schema = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("ok"), details }),
  z.strictObject({ status: z.literal("exit"), exitCode: z.int().refine((code) => code !== 0), details }),
  z.strictObject({ status: z.literal("signal"), signal: z.string().regex(/^SIG[A-Z0-9]+$/), details }),
  z.strictObject({ status: z.literal("error"), error: z.instanceof(Error), details }),
  z.strictObject({ status: z.literal("lost"), reason: z.string().min(1), details }),
]);

/** Asserts that this is an end of a task, with its fields and no others. */
export function assertEnd(end: unknown): asserts end is TaskEnd {
  const parsed = schema.safeParse(end);
  if (parsed.success) return;
  assert.fail(`the executor settled with what is no end of a task:\n${z.prettifyError(parsed.error)}`);
}

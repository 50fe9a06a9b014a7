import type { Json, Storage, TierkreisError } from "@tierkreis/core";
import { z } from "zod";

/**
 * How an attempt ended that gave no outcome, `_error` under the attempt: whoever goes on with the run knows from it that
 * nothing of the attempt runs any more.
 */
const failureSchema = z.object({
  version: z.literal(1),
  code: z.string(),
  message: z.string(),
  exit_status: z.int().optional(),
  signal: z.string().optional(),
  worker: z.string(),
  task: z.string(),
  executor: z.string(),
  /** ISO 8601, UTC. */
  start: z.string(),
  end: z.string(),
  /** What the executor said of where and how it ran. */
  details: z.custom<Json>().optional(),
});

export type FailureRecord = z.infer<typeof failureSchema>;

/** Notes the end of an attempt. A note that can not be made is missed by nobody but the next owner, who looks for the attempt then. */
export async function noteFailure(
  storage: Storage,
  prefix: string,
  { error, ...what }: Omit<FailureRecord, "version" | "end" | "code" | "message"> & { error: TierkreisError },
): Promise<void> {
  const { exitCode, signal } = error.details;
  const record: FailureRecord = {
    version: 1,
    code: error.code,
    message: error.message,
    ...(exitCode === undefined ? {} : { exit_status: exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...what,
    end: new Date().toISOString(),
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(record, undefined, 1)}\n`);
  await storage.write(`${prefix}_error`, bytes).catch(() => undefined);
}

/** Reads such a note; `undefined` for what is none. */
export function decodeFailure(bytes: Uint8Array): FailureRecord | undefined {
  try {
    return failureSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

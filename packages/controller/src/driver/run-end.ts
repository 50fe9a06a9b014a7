import { messageOf, ROOT, TierkreisError, type ErrorCode } from "@tierkreis/core";
import { z } from "zod";
import { endOf } from "./failures.ts";
import type { RunHome } from "./run-home.ts";
import { decodeRecord } from "./record.ts";
import { segments } from "./segments.ts";

/** Enough to tell what happened; the task's log has the rest. */
const MAX_MESSAGE = 4000;

const endSchema = z.object({
  status: z.enum(["failed", "cancelled", "paused"]),
  /** Which execution of the run it was: a later one that says nothing has not ended. */
  execution: z.int(),
  /** ISO 8601, UTC. */
  at: z.string(),
  code: z.custom<ErrorCode>((code) => typeof code === "string").optional(),
  message: z.string(),
  /** Where it happened, if that is a place of the run. */
  location: z.string().optional(),
});

/** How an execution of a run ended that did not give its outputs. */
export type RunEnd = z.infer<typeof endSchema>;

/** Notes how an execution ended, under its owner's epoch: for people, and nothing depends on it. */
export async function recordEnd(
  { storage, keys }: RunHome,
  epoch: number,
  { error, execution }: { readonly error: Error; readonly execution: number },
): Promise<void> {
  const coded = TierkreisError.isInstance(error) ? error : undefined;
  const end: RunEnd = {
    status: endOf(error),
    execution,
    at: new Date().toISOString(),
    message: messageOf(error).slice(0, MAX_MESSAGE),
    ...(coded === undefined ? {} : { code: coded.code }),
    ...(coded?.details.location === undefined ? {} : { location: coded.details.location }),
  };
  await storage.write(keys.ended(epoch), new TextEncoder().encode(JSON.stringify(end)));
}

/** The note of the latest owner that wrote one; `undefined` when nothing after it counts any more. */
export async function readEnd({ storage, keys, voids }: RunHome): Promise<RunEnd | undefined> {
  let last = 0;
  for await (const name of segments(storage, keys.ends, { page: 100 }))
    last = Math.max(last, Number(name) || 0);
  if (last === 0 || voids.has(ROOT, last)) return undefined;
  try {
    return endSchema.parse(JSON.parse(new TextDecoder().decode(await storage.read(keys.ended(last)))));
  } catch (error) {
    if (TierkreisError.isInstance(error) && error.code !== "TKR_STORAGE_NOT_FOUND") throw error;
    return undefined;
  }
}

/** True when the run's outputs are recorded, and count. */
export async function isRunDone({ storage, keys, voids }: RunHome): Promise<boolean> {
  // The graph goes first when a run is deleted: what is left then is no run.
  if ((await storage.stat(keys.graph)) === undefined) return false;
  if ((await storage.stat(keys.done(ROOT))) === undefined) return false;
  if (!voids.has(ROOT, 0)) return true;
  return !voids.has(ROOT, decodeRecord(await storage.read(keys.done(ROOT)))?.epoch ?? 0);
}

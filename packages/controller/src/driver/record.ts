import { z } from "zod";
import { TierkreisError, type Json } from "@tierkreis/core";

/**
 * The completion record, `_done`: written last, once, under the attempt it is of. A task is done when the record of its
 * latest attempt is there and its outputs match it.
 */
const recordSchema = z.object({
  version: z.literal(1),
  worker: z.string(),
  task: z.string(),
  /** Name of the executor that ran it. */
  executor: z.string(),
  /** 1 for the first attempt. */
  attempt: z.int().min(1),
  /** The lock's epoch of the controller that recorded it. */
  epoch: z.int().min(1),
  /** ISO 8601, UTC. */
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  /** What a program ended with: a recorded task ended well. */
  exit_status: z.literal(0),
  /** What the executor has to say of where and how it ran. */
  details: z.custom<Json>().optional(),
  /** Size in bytes and SHA-256 in hex of each output's stored form. */
  outputs: z.record(z.string(), z.object({ size: z.int().min(0), sha256: z.hash("sha256") })),
});

export type CompletionRecord = z.infer<typeof recordSchema>;
/** What a record says of one output. */
export type OutputDigest = CompletionRecord["outputs"][string];

/** The record's stored form. */
export function encodeRecord(record: CompletionRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record, undefined, 1)}\n`);
}

/** Reads a record; `undefined` when the bytes are none (torn, foreign or tampered with): the task then counts as not done. */
export function decodeRecord(bytes: Uint8Array): CompletionRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    if (TierkreisError.isInstance(error)) throw error;
    return undefined;
  }
}

import { createHash } from "node:crypto";
import type { Storage } from "@tierkreis/core";
import { z } from "zod";

/** Of a completion record, what the promise is about. Read here without the engine's own reader, which may be wrong. */
const recordSchema = z.object({
  outputs: z.record(z.string(), z.object({ size: z.int(), sha256: z.string() })),
});

/** A completion record whose outputs are there and are what it says. */
export interface VerifiedRecord {
  /** The segment of the task's location. */
  readonly location: string;
  readonly key: string;
  readonly text: string;
}

/** All records of a run that are there and verify: under Python's name, and under the attempt's own. */
export async function verifiedRecords(storage: Storage, run: string): Promise<VerifiedRecord[]> {
  const found: VerifiedRecord[] = [];
  for (const key of await allKeys(storage, `${run}/`)) {
    if (!key.endsWith("/_done")) continue;
    const text = new TextDecoder().decode(await storage.read(key));
    const location = key.split("/")[1] ?? "";
    if (await verifies(storage, key.slice(0, -"_done".length), text)) found.push({ location, key, text });
  }
  return found;
}

/** The places of records: a task there is done. */
export function placesOf(records: readonly VerifiedRecord[]): Set<string> {
  return new Set(records.map(({ location }) => location));
}

/** All keys that start with a prefix. */
async function allKeys(storage: Storage, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page = await storage.list(prefix, { after });
    keys.push(...page.keys);
    after = page.next;
  }
  return keys;
}

async function verifies(storage: Storage, prefix: string, text: string): Promise<boolean> {
  const record = recordSchema.safeParse(json(text));
  if (!record.success) return false;
  for (const [port, { size, sha256 }] of Object.entries(record.data.outputs)) {
    const key = `${prefix}outputs/${port}`;
    if ((await storage.stat(key)) === undefined) return false;
    const bytes = await storage.read(key);
    if (bytes.length !== size || createHash("sha256").update(bytes).digest("hex") !== sha256) return false;
  }
  return true;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { userInfo } from "node:os";
import { z } from "zod";
import type { RunPlace } from "./run-place.ts";

/** The run's `_metadata`, in the fields of Tierkreis for Python. */
const metadataSchema = z.looseObject({
  workflow_id: z.string(),
  tierkreis_version: z.string(),
  user_id: z.string().nullish(),
  name: z.string().nullish(),
  /** ISO 8601; Python's are local times without a zone. */
  start_time: z.string(),
  completion_time: z.string().nullish(),
  /** How often the run was begun or gone on with. */
  execution_count: z.int().default(1),
});

export type RunMetadata = z.infer<typeof metadataSchema>;

const VERSION = "typescript-0.1";

/** Writes that the run begins, or goes on when `before` is given. */
export async function writeMetadata(
  { storage, keys }: RunPlace,
  before: RunMetadata | undefined,
  name: string | undefined,
): Promise<RunMetadata> {
  const metadata: RunMetadata = {
    ...before,
    workflow_id: keys.run,
    tierkreis_version: VERSION,
    user_id: before?.user_id ?? userName(),
    name: name ?? before?.name ?? null,
    start_time: before?.start_time ?? new Date().toISOString(),
    completion_time: null,
    execution_count: (before?.execution_count ?? 0) + 1,
  };
  await storage.write(keys.metadata, encode(metadata));
  return metadata;
}

/** Writes that the run is complete. */
export async function completeMetadata({ storage, keys }: RunPlace, metadata: RunMetadata): Promise<void> {
  await storage.write(keys.metadata, encode({ ...metadata, completion_time: new Date().toISOString() }));
}

/** Writes that the run is not complete any more. */
export async function reopenMetadata({ storage, keys }: RunPlace, metadata: RunMetadata): Promise<void> {
  await storage.write(keys.metadata, encode({ ...metadata, completion_time: null }));
}

/** A run's metadata; `undefined` when there is none that can be read. */
export async function readMetadata({ storage, keys }: RunPlace): Promise<RunMetadata | undefined> {
  if ((await storage.stat(keys.metadata)) === undefined) return undefined;
  try {
    return metadataSchema.parse(JSON.parse(new TextDecoder().decode(await storage.read(keys.metadata))));
  } catch {
    return undefined;
  }
}

function encode(metadata: RunMetadata): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(metadata, undefined, 1)}\n`);
}

function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

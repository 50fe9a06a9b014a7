import { errnoOf, TierkreisError, type Storage } from "@tierkreis/core";
import { digestBytes, digestStored } from "./digest.ts";
import { isLockedOut, type StoredOutputs } from "./outputs.ts";

/** Bytes up to which a value is read whole to be hashed: that is one call of the storage, and a stream is several. */
const SMALL = 64 * 1024;

/** The first output that does not match its digest, in words; `undefined` when all do. */
export async function findMismatch(
  storage: Storage,
  prefix: string,
  digests: StoredOutputs,
): Promise<string | undefined> {
  for (const [port, digest] of Object.entries(digests)) {
    const key = `${prefix}outputs/${port}`;
    const stat = await storage.stat(key);
    if (stat === undefined) return `its output ${JSON.stringify(port)} is gone`;
    if (stat.size !== digest.size)
      return `its output ${JSON.stringify(port)} has ${String(stat.size)} bytes, not ${String(digest.size)}`;
    if ((await readableDigest(storage, key, stat.size)) !== digest.sha256)
      return `its output ${JSON.stringify(port)} has other content than was recorded`;
  }
  return undefined;
}

/** The hash of a stored value; `undefined` when we may not read it. */
async function readableDigest(storage: Storage, key: string, size: number): Promise<string | undefined> {
  try {
    if (size <= SMALL) return digestBytes(await storage.read(key)).sha256;
    return (await digestStored(storage, key)).sha256;
  } catch (error) {
    if (isLockedOut(TierkreisError.isInstance(error) ? error.details.errno : errnoOf(error)))
      return undefined;
    throw error;
  }
}

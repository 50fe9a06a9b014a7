import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { errnoOf, messageOf, TierkreisError, type Storage } from "@tierkreis/core";
import { cureFor } from "./cure.ts";
import type { OutputDigest } from "./record.ts";

const CHUNK = 256 * 1024;
/** Bytes hashed before other work of the event loop gets its turn: about 6 ms. */
const TURN = 8 * 1024 * 1024;

/** Size and SHA-256 of bytes in memory. */
export function digestBytes(bytes: Uint8Array): OutputDigest {
  return { size: bytes.length, sha256: hash("sha256", bytes) };
}

/** For all files: what is read into it is hashed before anything else gets its turn. A new one for each costs 0.2 ms. */
let buffer: Buffer | undefined;

/** Size and SHA-256 of a local file, by one reused buffer: no size of file takes more memory. */
export async function digestFile(path: string): Promise<OutputDigest> {
  const file = openSync(path, "r");
  try {
    const hasher = createHash("sha256");
    buffer ??= Buffer.allocUnsafe(CHUNK);
    let size = 0;
    let turn = 0;
    for (;;) {
      const count = readSync(file, buffer);
      if (count === 0) return { size, sha256: hasher.digest("hex") };
      hasher.update(count === CHUNK ? buffer : buffer.subarray(0, count));
      size += count;
      turn += count;
      if (turn >= TURN) {
        turn = 0;
        await setImmediate();
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Size and SHA-256 of a stored value. */
export async function digestStored(storage: Storage, key: string): Promise<OutputDigest> {
  const path = storage.localPath?.(key);
  if (path !== undefined) {
    try {
      return await digestFile(path);
    } catch (error) {
      throw unreadable(storage, key, error);
    }
  }
  const tally = new Tally();
  for await (const piece of storage.readStream(key)) tally.add(piece);
  return tally.digest();
}

/** The file is the storage's, so its trouble is too. */
function unreadable({ name }: Storage, key: string, cause: unknown): unknown {
  const errno = errnoOf(cause);
  if (errno === undefined) return cause;
  const message = `The value ${JSON.stringify(key)} of ${name} could not be read: ${messageOf(cause)}. ${cureFor(errno)}`;
  return new TierkreisError("TKR_STORAGE_FAILED", message, { key, errno, cause });
}

/** Hashes a stream as it passes by. */
export class Tally {
  readonly #hasher = createHash("sha256");
  #size = 0;

  add(piece: Uint8Array): void {
    this.#hasher.update(piece);
    this.#size += piece.length;
  }

  async *through(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const piece of source) {
      this.add(piece);
      yield piece;
    }
  }

  digest(): OutputDigest {
    return { size: this.#size, sha256: this.#hasher.digest("hex") };
  }
}

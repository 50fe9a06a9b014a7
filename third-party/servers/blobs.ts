import { randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync, openSync, createReadStream, unlinkSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Bytes that never change, under any number of keys. */
export interface Blob {
  readonly size: number;
  /** Small ones in memory, others in a file. */
  readonly content: Uint8Array | string;
  keys: number;
}

/** What is larger goes to a file. */
const IN_MEMORY = 64 * 1024;

/** The values of the store, without their names. */
export class Blobs {
  readonly #dir: string;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#dir = dir;
  }

  /** Takes a value; one that breaks off leaves nothing. */
  async write(source: AsyncIterable<Uint8Array>): Promise<Blob> {
    const pieces = source[Symbol.asyncIterator]();
    const first: Uint8Array[] = [];
    let size = 0;
    let next = await pieces.next();
    while (next.done !== true && size + next.value.length <= IN_MEMORY) {
      first.push(next.value);
      size += next.value.length;
      next = await pieces.next();
    }
    if (next.done === true) return { size, content: Buffer.concat(first), keys: 0 };
    const begun = [...first, next.value];
    return this.#writeFile(async function* () {
      yield* begun;
      yield* { [Symbol.asyncIterator]: () => pieces };
    });
  }

  async #writeFile(source: () => AsyncIterable<Uint8Array>): Promise<Blob> {
    const content = join(this.#dir, randomUUID());
    const file = createWriteStream(content);
    try {
      await pipeline(source, file);
    } catch (error) {
      unlinkSync(content);
      throw error;
    }
    return { size: file.bytesWritten, content, keys: 0 };
  }

  /** The file is open before this returns, so that nobody can delete it under the reader. */
  read({ content }: Blob): Readable {
    if (typeof content !== "string") return Readable.from([content], { objectMode: false });
    return createReadStream("", { fd: openSync(content, "r"), highWaterMark: 256 * 1024 });
  }

  /** Removes what no key names. */
  release(blob: Blob): void {
    if (blob.keys === 0 && typeof blob.content === "string") unlinkSync(blob.content);
  }
}

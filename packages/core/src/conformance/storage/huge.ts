import assert from "node:assert/strict";
import { statfs } from "node:fs/promises";
import { assertBytes, noise } from "./data.ts";

const MEGABYTE = 1024 * 1024;
const GIGABYTE = 1024 * MEGABYTE;
const MOST_MEMORY = 512 * MEGABYTE;

/** The size of a value that is larger than what a process should hold. */
export const HUGE = 3 * GIGABYTE;

/** Fails unless the value fits on the disk, and room is left for whoever else is on it. */
export async function assertRoom(place: string): Promise<void> {
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  assert.ok(
    free >= 2 * HUGE + GIGABYTE,
    `This test writes a value of 3 GB and wants 7 GB free at ${place}, where ${(free / GIGABYTE).toFixed(1)} GB are. ` +
      "Free some, or let TMPDIR name a folder on another disk.",
  );
}

/** 3 GB in pieces of 1 MB, of which no two are the same. Gives up as soon as the storage keeps them in memory. */
export async function* hugeSource(): AsyncGenerator<Uint8Array> {
  const isSmall = memoryGuard();
  const piece = noise(MEGABYTE);
  for (let index = 0; index < HUGE / MEGABYTE; index += 1) {
    isSmall("writes");
    yield numbered(piece, index);
  }
}

/** The pieces are those of `hugeSource`, however they are cut. */
export async function assertStreamed(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const isSmall = memoryGuard();
  const expected = noise(MEGABYTE);
  let at = 0;
  for await (const piece of pieces) {
    isSmall("reads");
    for (let done = 0; done < piece.length;) {
      const begin = at % MEGABYTE;
      const length = Math.min(MEGABYTE - begin, piece.length - done);
      numbered(expected, Math.floor(at / MEGABYTE));
      assertBytes(
        piece.subarray(done, done + length),
        expected.subarray(begin, begin + length),
        `a stream at byte ${at}`,
      );
      done += length;
      at += length;
    }
  }
  assert.equal(at, HUGE, "bytes that a stream gave");
}

function memoryGuard(): (doing: string) => void {
  const before = process.memoryUsage.rss();
  return (doing) => {
    const grown = process.memoryUsage.rss() - before;
    assert.ok(
      grown < MOST_MEMORY,
      `The storage declares \`streams\`, and while it ${doing} a value of 3 GB the process grew by ${Math.round(grown / MEGABYTE)} MB.`,
    );
  };
}

function numbered(piece: Uint8Array, index: number): Uint8Array {
  new DataView(piece.buffer, piece.byteOffset).setUint32(0, index);
  return piece;
}

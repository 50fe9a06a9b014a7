import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  read as readWithCallback,
  readSync,
} from "node:fs";
import { promisify } from "node:util";
import { errnoOf, type StorageStat } from "@tierkreis/core";
import { failed, notFound, type Attempted } from "./failure.ts";
import type { Ground } from "./ground.ts";
import { parentOf } from "./key-path.ts";

/** Values up to this size are read and written without leaving the thread, which is several times faster. */
export const LARGE = 1024 * 1024;
const PIECE = 256 * 1024;
const MOST_AT_ONCE = 1024 * 1024 * 1024;

const readAhead = promisify(readWithCallback);
// A named pipe must not hold us up, and a link is no value.
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The size of the value, or `undefined` when there is none. */
export function statValue(ground: Ground, path: string): StorageStat | undefined {
  try {
    if (!ground.folders.has(parentOf(path))) return undefined;
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? { size: stats.size } : undefined;
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR" || errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The whole value; a large one is read by another thread. */
export async function readValue(ground: Ground, about: Attempted): Promise<Uint8Array> {
  const { fd, size } = openValue(ground, about);
  try {
    const value = newArray(size);
    let filled = 0;
    while (filled < size) {
      const length = Math.min(size - filled, MOST_AT_ONCE);
      const count =
        size > LARGE
          ? (await readAhead(fd, value, filled, length, null)).bytesRead
          : readSync(fd, value, filled, length, null);
      if (count === 0) break;
      filled += count;
    }
    return filled === size ? value : value.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
}

/** The value in pieces, each in an array of its own. */
export async function* readPieces(ground: Ground, about: Attempted): AsyncGenerator<Uint8Array> {
  let opened;
  try {
    opened = openValue(ground, about);
  } catch (error) {
    throw failed(error, about);
  }
  const { fd, size } = opened;
  // One piece is read while the reader is busy with the one before it.
  let next = readPiece(fd, size);
  try {
    for (let rest = size; rest > 0;) {
      const piece = await next;
      rest -= piece.length;
      if (piece.length === 0) return;
      next = readPiece(fd, rest);
      next.catch(() => undefined); // It is awaited next time, if there is one.
      yield piece;
    }
  } catch (error) {
    throw failed(error, about);
  } finally {
    await next.catch(() => undefined);
    closeSync(fd);
  }
}

/** The next piece of the rest; an empty one at the end. */
async function readPiece(fd: number, rest: number): Promise<Uint8Array> {
  const piece = newArray(Math.min(rest, PIECE));
  const isSmall = piece.length < PIECE;
  const count = isSmall
    ? readSync(fd, piece, 0, piece.length, null)
    : (await readAhead(fd, piece, 0, piece.length, null)).bytesRead;
  return count === piece.length ? piece : piece.subarray(0, count);
}

function openValue(ground: Ground, about: Attempted): { readonly fd: number; readonly size: number } {
  if (!ground.folders.has(parentOf(about.path))) throw notFound(about);
  const fd = openFile(about);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw notFound(about, "there is a folder or something else that is no file");
    return { fd, size: stats.size };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function openFile(about: Attempted): number {
  try {
    return openSync(about.path, READ);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" || errno === "ENOTDIR") throw notFound(about);
    if (errno === "ELOOP") throw notFound(about, "there is a symbolic link, and links are not followed");
    throw error;
  }
}

/** Not zeroed first when it is large, and never a part of Node's shared pool. */
function newArray(size: number): Uint8Array {
  return size > PIECE / 4 ? new Uint8Array(Buffer.allocUnsafeSlow(size).buffer) : new Uint8Array(size);
}

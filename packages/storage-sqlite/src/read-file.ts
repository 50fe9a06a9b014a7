import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { errnoOf } from "@tierkreis/core";
import { AT_ONCE } from "./blob-files.ts";

const PIECE = 256 * 1024;
const MOST_AT_ONCE = 1024 * 1024 * 1024;

/** The bytes of a file; `undefined` when there is none of this size. A large one is read by another thread. */
export async function readFile(path: string, size: number): Promise<Uint8Array | undefined> {
  if (size <= AT_ONCE) return whenThere(async () => readAtOnce(path, size));
  const handle = await openFile(path, size);
  if (handle === undefined) return undefined;
  try {
    return await readNext(handle, size);
  } finally {
    await handle.close();
  }
}

/** Opens a file to read it in pieces; `undefined` when there is none of this size. */
export async function openFile(path: string, size: number): Promise<FileHandle | undefined> {
  return whenThere(async () => {
    const handle = await open(path, "r");
    if ((await handle.stat()).size === size) return handle;
    await handle.close();
    return undefined;
  });
}

/** The rest of an open file in pieces, each in an array of its own; closes it. */
export async function* readPieces(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  // One piece is read while the reader is busy with the one before it.
  let next = readNext(handle, Math.min(size, PIECE));
  try {
    for (let rest = size; rest > 0; rest -= PIECE) {
      const piece = await next;
      next = readNext(handle, Math.min(Math.max(rest - PIECE, 0), PIECE));
      next.catch(() => undefined); // It is awaited next time, if there is one.
      yield piece;
    }
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}

async function readNext(handle: FileHandle, size: number): Promise<Uint8Array> {
  const value = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
  for (let filled = 0; filled < size;) {
    const { bytesRead } = await handle.read(value, filled, Math.min(size - filled, MOST_AT_ONCE));
    if (bytesRead === 0) throw new Error("the file was cut short while it was read");
    filled += bytesRead;
  }
  return value;
}

function readAtOnce(path: string, size: number): Uint8Array | undefined {
  const fd = openSync(path, "r");
  try {
    if (fstatSync(fd).size !== size) return undefined;
    const value = new Uint8Array(size);
    for (let filled = 0; filled < size;) {
      const count = readSync(fd, value, filled, size - filled, null);
      if (count === 0) return undefined;
      filled += count;
    }
    return value;
  } finally {
    closeSync(fd);
  }
}

async function whenThere<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

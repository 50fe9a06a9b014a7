import { open } from "node:fs/promises";
import { errnoOf, type Storage } from "@tierkreis/core";
import { plainLine } from "../terminal/width.ts";

const BLOCK = 64 * 1024;

/** What of a log was read, and from where on the next lines come. */
export class LogReader {
  readonly #storage: Storage;
  readonly #key: string;
  #offset: number;
  #decoder = new TextDecoder();
  /** What follows the last newline so far. */
  #rest = "";

  constructor(storage: Storage, key: string, offset = 0) {
    this.#storage = storage;
    this.#key = key;
    this.#offset = offset;
  }

  /** The lines that came since the last time. With `last`, also one that no newline ends. */
  async *lines(last = false): AsyncGenerator<string, void, void> {
    for await (const piece of piecesFrom(this.#storage, this.#key, this.#offset)) {
      this.#offset += piece.length;
      const parts = (this.#rest + this.#decoder.decode(piece, { stream: true })).split("\n");
      this.#rest = parts.pop() ?? "";
      for (const line of parts) yield clean(line);
    }
    if (!last || this.#rest === "") return;
    yield clean(this.#rest);
    this.#rest = "";
  }
}

/** The last lines of a log. Of a local file its end is read only. */
export async function tailOf(storage: Storage, key: string, lines: number): Promise<readonly string[]> {
  const kept: string[] = [];
  for await (const line of new LogReader(storage, key, await tailStart(storage, key, lines)).lines(true)) {
    kept.push(line);
    if (kept.length > lines) kept.shift();
  }
  return kept;
}

/** The bytes of a value from an offset on: of a local file these only, else what the stream gives behind it. */
async function* piecesFrom(storage: Storage, key: string, offset: number): AsyncGenerator<Uint8Array> {
  const size = (await storage.stat(key))?.size ?? 0;
  if (size <= offset) return;
  const path = storage.localPath?.(key);
  if (path !== undefined) {
    yield* filePieces(path, offset, size);
    return;
  }
  let at = 0;
  for await (const piece of storage.readStream(key)) {
    if (at + piece.length > offset) yield piece.subarray(Math.max(0, offset - at));
    at += piece.length;
  }
}

/** Not further than to `size`: whoever writes faster than we read must not keep us here. */
async function* filePieces(path: string, offset: number, size: number): AsyncGenerator<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    // A log is renamed or deleted with its run.
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return;
  try {
    for (let at = offset; at < size;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(BLOCK, size - at)), 0, null, at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Where the last lines of a local file begin, or a little before; 0 for other values. */
export async function tailStart(storage: Storage, key: string, lines: number): Promise<number> {
  const path = storage.localPath?.(key);
  const size = (await storage.stat(key))?.size ?? 0;
  if (path === undefined) return 0;
  let found = 0;
  for (let end = size; end > 0; end -= BLOCK) {
    const start = Math.max(0, end - BLOCK);
    for await (const piece of filePieces(path, start, end))
      for (const byte of piece) if (byte === 10) found++;
    if (found > lines) return start;
  }
  return 0;
}

function clean(line: string): string {
  return plainLine(line.replace(/\r$/, ""));
}

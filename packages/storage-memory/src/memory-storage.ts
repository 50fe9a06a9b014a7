/// <reference lib="esnext.disposable" preserve="true" />
import {
  checkKey,
  checkLimit,
  checkPrefix,
  compareKeys,
  notFound,
  TierkreisError,
  type Storage,
  type StorageCapabilities,
  type StorageListOptions,
  type StoragePage,
  type StorageStat,
  type StorageWrite,
} from "@tierkreis/core";
import { SortedKeys } from "./sorted-keys.ts";

const PIECE = 256 * 1024;

/**
 * Keeps every value in the memory of this process: nothing on the disk, and nothing left when the storage is closed or the
 * process ends. For tests, and for runs that are short enough to be run again.
 *
 * @example
 * ```ts
 * const storage = new MemoryStorage();
 * await storage.write("greeting/text", new TextEncoder().encode("hello"));
 * ```
 */
export class MemoryStorage implements Storage {
  readonly specVersion = 1;
  readonly name = "memory:";
  readonly capabilities: StorageCapabilities = {
    localFiles: false,
    cheapLink: true,
    durable: false,
    streams: false,
    persistent: false,
  };
  /** Arrays in here are never changed and never given away, so several keys may share one. */
  readonly #values = new Map<string, Uint8Array>();
  readonly #keys = new SortedKeys();
  #isClosed = false;

  /** The value in an array of the reader's own. */
  async read(key: string): Promise<Uint8Array> {
    return new Uint8Array(this.#get(key));
  }

  async write(key: string, value: Uint8Array): Promise<void> {
    this.#check(key);
    this.#put(key, kept(value));
  }

  async *readStream(key: string): AsyncIterable<Uint8Array> {
    const value = this.#get(key);
    for (let start = 0; start < value.length; start += PIECE)
      yield new Uint8Array(value.subarray(start, start + PIECE));
  }

  async writeStream(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    this.#check(key);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of source) {
      // The source may use its array again.
      pieces.push(copied(piece));
      size += piece.length;
    }
    this.#check(key);
    this.#put(key, joined(pieces, size));
  }

  async create(key: string, value: Uint8Array): Promise<boolean> {
    this.#check(key);
    if (this.#values.has(key)) return false;
    this.#put(key, kept(value));
    return true;
  }

  async link(from: string, to: string): Promise<void> {
    checkKey(to);
    this.#put(to, this.#get(from));
  }

  async stat(key: string): Promise<StorageStat | undefined> {
    this.#check(key);
    const value = this.#values.get(key);
    return value === undefined ? undefined : { size: value.length };
  }

  async list(prefix: string, { after = "", limit = 1000 }: StorageListOptions = {}): Promise<StoragePage> {
    checkPrefix(prefix);
    checkLimit(limit);
    this.#checkOpen(prefix);
    const keys: string[] = [];
    for (const key of this.#keys.from(compareKeys(after, prefix) > 0 ? after : prefix)) {
      if (!key.startsWith(prefix)) break;
      if (key === after) continue;
      if (keys.length === limit) return { keys, next: keys[limit - 1] ?? "" };
      keys.push(key);
    }
    return { keys };
  }

  async delete(prefix: string): Promise<void> {
    checkPrefix(prefix);
    this.#checkOpen(prefix);
    for (const key of this.#keys.removeAll(prefix)) this.#values.delete(key);
  }

  /** Nothing to do: what is in memory goes with the process. */
  async sync(): Promise<void> {
    this.#checkOpen("");
  }

  async batch(writes: readonly StorageWrite[]): Promise<void> {
    this.#checkOpen("");
    for (const { key } of writes) checkKey(key);
    for (const { key, value } of writes) this.#put(key, kept(value));
  }

  /** Forgets all values. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#values.clear();
    this.#keys.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #get(key: string): Uint8Array {
    this.#check(key);
    const value = this.#values.get(key);
    if (value === undefined) throw notFound(this.name, key);
    return value;
  }

  #put(key: string, value: Uint8Array): void {
    if (!this.#values.has(key)) this.#keys.add(key);
    this.#values.set(key, value);
  }

  #check(key: string): void {
    checkKey(key);
    this.#checkOpen(key);
  }

  #checkOpen(key: string): void {
    if (!this.#isClosed) return;
    const message = `[storage-memory] ${this.name} is closed, and its values are gone. Make a new MemoryStorage.`;
    throw new TierkreisError("TKR_STORAGE_CLOSED", message, { key });
  }
}

/** The value as it may be kept: the caller's array, unless it is part of a larger one, which would be kept with it. */
function kept(value: Uint8Array): Uint8Array {
  const ownsAll = value.buffer instanceof ArrayBuffer && value.buffer.byteLength === value.byteLength;
  return ownsAll ? value : copied(value);
}

function copied(value: Uint8Array): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError("Expected the value to be a `Uint8Array`.");
  return new Uint8Array(value);
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const value = new Uint8Array(size);
  let filled = 0;
  for (const piece of pieces) {
    value.set(piece, filled);
    filled += piece.length;
  }
  return value;
}

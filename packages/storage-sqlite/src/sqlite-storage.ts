/// <reference lib="esnext.disposable" preserve="true" />
import { statSync } from "node:fs";
import {
  checkKey,
  checkLimit,
  checkPrefix,
  notFound,
  TierkreisError,
  type Storage,
  type StorageCapabilities,
  type StorageListOptions,
  type StoragePage,
  type StorageStat,
  type StorageWrite,
} from "@tierkreis/core";
import { whenFree } from "./busy.ts";
import { failed, isNotOpen, type Attempted } from "./failure.ts";
import { resolveOptions, type ResolvedOptions, type SqliteStorageOptions } from "./options.ts";
import { Store } from "./store.ts";

/**
 * Keeps the values of any number of runs in one SQLite file, large ones as files beside it. For runs of very many small values,
 * several processes on one machine, and checkpoints that are to survive a power failure.
 *
 * @example
 * ```ts
 * const storage = new SqliteStorage({ file: "checkpoints.sqlite" });
 * await storage.write("greeting/text", new TextEncoder().encode("hello"));
 * ```
 */
export class SqliteStorage implements Storage {
  readonly specVersion = 1;
  readonly name: string;
  readonly capabilities: StorageCapabilities = {
    localFiles: false,
    cheapLink: true,
    durable: true,
    streams: true,
    persistent: true,
  };
  readonly #options: ResolvedOptions;
  #opening: Promise<Store> | undefined;
  #isClosed = false;

  /** Touches nothing on the disk; the file is made on the first write. */
  constructor(options: SqliteStorageOptions) {
    this.#options = resolveOptions(options);
    this.name = `sqlite:${this.#options.file}`;
  }

  async read(key: string): Promise<Uint8Array> {
    const value = await this.#do("read", key, async () => (await this.#existing())?.reader.read(key));
    if (value === undefined) throw notFound(this.name, key);
    return value;
  }

  async write(key: string, value: Uint8Array): Promise<void> {
    await this.#do("write", key, async () => (await this.#open()).write(key, value));
  }

  async *readStream(key: string): AsyncIterable<Uint8Array> {
    const about = this.#about("read", key);
    const pieces = await this.#attempt(about, async () => (await this.#existing())?.reader.readStream(key));
    if (pieces === undefined) throw notFound(this.name, key);
    try {
      yield* pieces;
    } catch (error) {
      throw failed(error, about);
    }
  }

  async writeStream(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    const about = this.#about("write", key);
    const store = await this.#attempt(about, () => this.#open());
    const content = await store.gather(source, about);
    await this.#attempt(about, () => store.put(key, content));
  }

  async create(key: string, value: Uint8Array): Promise<boolean> {
    return this.#do("create", key, async () => (await this.#open()).create(key, value));
  }

  async link(from: string, to: string): Promise<void> {
    checkKey(from);
    const isThere = await this.#do("link a value to", to, async () =>
      (await this.#existing())?.link(from, to),
    );
    if (isThere !== true) throw notFound(this.name, from);
  }

  async stat(key: string): Promise<StorageStat | undefined> {
    return this.#do("stat", key, async () => (await this.#existing())?.reader.stat(key));
  }

  async list(prefix: string, { after = "", limit = 1000 }: StorageListOptions = {}): Promise<StoragePage> {
    checkPrefix(prefix);
    checkLimit(limit);
    return this.#attempt(this.#below("list", prefix), async () => {
      const store = await this.#existing();
      return store === undefined ? { keys: [] } : store.reader.list(prefix, after, limit);
    });
  }

  async delete(prefix: string): Promise<void> {
    checkPrefix(prefix);
    await this.#attempt(this.#below("delete", prefix), async () => (await this.#existing())?.delete(prefix));
  }

  async sync(): Promise<void> {
    await this.#attempt(this.#below("sync", ""), async () => (await this.#existing())?.sync());
  }

  async batch(writes: readonly StorageWrite[]): Promise<void> {
    for (const { key } of writes) checkKey(key);
    const about = this.#below("write", writes[0]?.key ?? "");
    if (writes.length > 0) await this.#attempt(about, async () => (await this.#open()).batch(writes));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const store = await this.#opening?.catch(() => undefined);
    await store?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The open file, which is made if it is not there. */
  #open(): Promise<Store> {
    this.#opening ??= this.#openAnew();
    return this.#opening;
  }

  /** The open file, if there is one: looking makes none. */
  async #existing(): Promise<Store | undefined> {
    if (this.#opening !== undefined) return this.#opening;
    const isThere = statSync(this.#options.file, { throwIfNoEntry: false }) !== undefined;
    return isThere ? this.#open() : undefined;
  }

  async #openAnew(): Promise<Store> {
    const { file, busyTimeout } = this.#options;
    try {
      const closed = () => this.#closed("");
      return await whenFree(busyTimeout, () => Store.open({ file, busyTimeout, closed }));
    } catch (error) {
      // The next call tries again: the cause may be cured by then.
      this.#opening = undefined;
      throw error;
    }
  }

  async #do<T>(operation: string, key: string, action: () => Promise<T>): Promise<T> {
    return this.#attempt(this.#about(operation, key), action);
  }

  async #attempt<T>(about: Attempted, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (this.#isClosed && isNotOpen(error)) throw this.#closed(about.key);
      throw failed(error, about);
    }
  }

  #about(operation: string, key: string): Attempted {
    checkKey(key);
    return this.#below(operation, key);
  }

  #below(operation: string, key: string): Attempted {
    if (this.#isClosed) throw this.#closed(key);
    return { operation, key, file: this.#options.file };
  }

  #closed(key: string): TierkreisError {
    const message = `[storage-sqlite] ${this.name} is closed. Make a new SqliteStorage.`;
    return new TierkreisError("TKR_STORAGE_CLOSED", message, { key });
  }
}

/// <reference lib="esnext.disposable" preserve="true" />
import {
  checkKey,
  TierkreisError,
  type Storage,
  type StorageCapabilities,
  type StoragePage,
  type StorageStat,
  type StorageWrite,
} from "@tierkreis/core";
import { failed, type Attempted } from "./failure.ts";
import type { Ground } from "./ground.ts";
import { parentOf } from "./key-path.ts";
import { KnownFolders } from "./known-folders.ts";
import { linkValue } from "./link.ts";
import { listKeys } from "./list.ts";
import { Listings } from "./listings.ts";
import { resolveOptions, type FileStorageOptions } from "./options.ts";
import { createValue, placeValue } from "./place.ts";
import { LARGE, readPieces, readValue, statValue } from "./read.ts";
import { removeKeys } from "./remove.ts";
import { Spares } from "./spares.ts";
import { TempArea } from "./temp-area.ts";
import { Unsynced } from "./unsynced.ts";
import { writePieces } from "./write-stream.ts";

/**
 * Keeps every value as a file of its own: the key `a/b/c` is the file `<directory>/a/b/c`. Nothing to install, readable with
 * any tool, and programs read and write values in place.
 *
 * @example
 * ```ts
 * const storage = new FileStorage({ directory: "checkpoints" });
 * await storage.write("greeting/text", new TextEncoder().encode("hello"));
 * ```
 */
export class FileStorage implements Storage {
  readonly specVersion = 1;
  readonly name: string;
  readonly capabilities: StorageCapabilities;
  readonly #ground: Ground;
  #isClosed = false;

  /** Touches nothing on the disk; the directory is made on the first write. */
  constructor(options: FileStorageOptions = {}) {
    const { directory: root, fsync } = resolveOptions(options);
    this.name = `fs:${root}`;
    this.capabilities = {
      localFiles: true,
      cheapLink: true,
      durable: fsync,
      streams: true,
      persistent: true,
    };
    const unsynced = fsync ? new Unsynced() : undefined;
    const folders = new KnownFolders(root, (folder) => unsynced?.folder(parentOf(folder)));
    const temp = new TempArea(root, folders);
    this.#ground = { root, folders, temp, unsynced, listings: new Listings(), spares: new Spares(temp) };
  }

  async read(key: string): Promise<Uint8Array> {
    return this.#do("read", key, (about) => readValue(this.#ground, about));
  }

  async write(key: string, value: Uint8Array): Promise<void> {
    await this.#do("write", key, (about) =>
      value.length > LARGE
        ? writePieces(this.#ground, about, only(value))
        : placeValue(this.#ground, about.path, value),
    );
  }

  async *readStream(key: string): AsyncIterable<Uint8Array> {
    yield* readPieces(this.#ground, this.#about("read", key));
  }

  async writeStream(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    await writePieces(this.#ground, this.#about("write", key), source);
  }

  async create(key: string, value: Uint8Array): Promise<boolean> {
    return this.#do("create", key, (about) => createValue(this.#ground, about.path, value));
  }

  async link(from: string, to: string): Promise<void> {
    const source = this.#about("link", from);
    await this.#do("link a value to", to, (about) => linkValue(this.#ground, source, about.path));
  }

  async stat(key: string): Promise<StorageStat | undefined> {
    return this.#do("stat", key, (about) => statValue(this.#ground, about.path));
  }

  async list(
    prefix: string,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<StoragePage> {
    const { after = "", limit = 1000 } = options;
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new TypeError(
        `Expected the \`limit\` option to be a whole number above 0, got ${String(limit)}.`,
      );
    }
    return this.#attempt(this.#below("list", prefix), () => listKeys(this.#ground, { prefix, after, limit }));
  }

  async delete(prefix: string): Promise<void> {
    await this.#attempt(this.#below("delete", prefix), () => removeKeys(this.#ground, prefix));
  }

  async sync(): Promise<void> {
    await this.#attempt(this.#below("sync", ""), () => this.#ground.unsynced?.sync());
  }

  async batch(writes: readonly StorageWrite[]): Promise<void> {
    this.#below("write", ""); // Closed is closed, also for a batch of none.
    for (const { key } of writes) checkKey(key);
    for (const { key, value } of writes) await this.write(key, value);
  }

  localPath(key: string): string {
    const about = this.#about("give the path of", key);
    try {
      this.#ground.folders.refuseLinks(parentOf(about.path));
    } catch (error) {
      throw failed(error, about);
    }
    return about.path;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#ground.spares.close();
    this.#ground.listings.clear();
    await this.#ground.temp.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #do<T>(operation: string, key: string, action: (about: Attempted) => T | Promise<T>): Promise<T> {
    const about = this.#about(operation, key);
    return this.#attempt(about, () => action(about));
  }

  async #attempt<T>(about: Attempted, action: () => T | Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw failed(error, about);
    }
  }

  #about(operation: string, key: string): Attempted {
    checkKey(key);
    return this.#below(operation, key);
  }

  #below(operation: string, key: string): Attempted {
    const { root } = this.#ground;
    if (this.#isClosed) {
      throw new TierkreisError(
        "TKR_STORAGE_CLOSED",
        `[storage-fs] ${this.name} is closed. Make a new FileStorage.`,
        { key },
      );
    }
    return { operation, key, path: `${root}/${key}`, root };
  }
}

async function* only(value: Uint8Array): AsyncGenerator<Uint8Array> {
  yield value;
}

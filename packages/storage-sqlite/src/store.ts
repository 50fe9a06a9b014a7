import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { StorageWrite } from "@tierkreis/core";
import { BlobFiles, INLINE } from "./blob-files.ts";
import { Changes } from "./changes.ts";
import { Commits } from "./commits.ts";
import { DiskSync } from "./disk-sync.ts";
import { StorageProblem, type Attempted } from "./failure.ts";
import { gather } from "./gather.ts";
import { removeLeftovers } from "./leftovers.ts";
import { openDatabase } from "./open-database.ts";
import { Reader } from "./reader.ts";
import { Rows, type Content } from "./rows.ts";

/** Writes of a batch that share a transaction. */
const BATCH = 500;

export interface StoreOptions {
  readonly file: string;
  readonly busyTimeout: number;
  /** The error for what comes after `close`. */
  readonly closed: () => Error;
}

/** An open file: what a `SqliteStorage` does once its arguments are checked. */
export class Store {
  readonly reader: Reader;
  readonly #database: DatabaseSync;
  readonly #closed: () => Error;
  /** The file itself, where a link leads: SQLite keeps its log there, and whoever comes by another path finds the same blobs. */
  readonly #file: string;
  readonly #identity: string;
  readonly #changes: Changes;
  readonly #commits: Commits;
  readonly #blobs: BlobFiles;
  readonly #disk: DiskSync;
  readonly #sweeping: Promise<void>;
  #collecting: Promise<void> | undefined;
  #isClosed = false;

  /** Opens the file, and makes it when there is none. Never waits: a busy file is SQLite's error. */
  static open(options: StoreOptions): Store {
    const database = openDatabase(options.file);
    try {
      return new Store(database, options);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  private constructor(database: DatabaseSync, { file, busyTimeout, closed }: StoreOptions) {
    this.#database = database;
    this.#closed = closed;
    this.#file = database.location() ?? file;
    this.#identity = identityOf(this.#file);
    this.#changes = new Changes(database);
    this.#disk = new DiskSync(this.#file);
    this.#blobs = new BlobFiles(`${this.#file}-blobs`, (path) => this.#disk.add(path));
    this.#commits = new Commits({
      database,
      busyTimeout,
      onBegin: () => this.#begin(),
      onCommit: () => this.#blobs.remove(this.#changes.freed),
    });
    const rows = new Rows(database);
    this.reader = new Reader(rows, this.#blobs, busyTimeout);
    if (rows.hasGarbage()) this.#collect();
    this.#sweeping = removeLeftovers(this.#blobs, rows, () => this.#isClosed);
  }

  async write(key: string, value: Uint8Array): Promise<void> {
    await this.put(key, await this.#contentOf(value));
  }

  /** What a source gives, written aside; `put` makes it a value. An error of the source is handed on as it is. */
  async gather(source: AsyncIterable<Uint8Array>, about: Attempted): Promise<Content> {
    return gather(this.#blobs, source, about);
  }

  async put(key: string, content: Content): Promise<void> {
    await this.#commit([content], () => this.#changes.put(key, content));
  }

  async create(key: string, value: Uint8Array): Promise<boolean> {
    // Nobody wants to write a file for nothing.
    if (value.length > INLINE && (await this.reader.stat(key)) !== undefined) return false;
    const content = await this.#contentOf(value);
    const isNew = await this.#commit([content], () => {
      if (this.reader.has(key)) return false;
      this.#changes.put(key, content);
      return true;
    });
    if (!isNew) this.#drop([content]);
    return isNew;
  }

  async batch(writes: readonly StorageWrite[]): Promise<void> {
    for (let start = 0; start < writes.length; start += BATCH)
      await this.#writeAll(writes.slice(start, start + BATCH));
  }

  /** False when there is no value to link. */
  async link(from: string, to: string): Promise<boolean> {
    return this.#commit([], () => this.reader.has(from) && this.#changes.link(from, to));
  }

  async delete(prefix: string): Promise<void> {
    let isClean = await this.#removeSome(prefix);
    while (isClean === undefined) isClean = await this.#removeSome(prefix);
    if (!isClean) this.#collect();
  }

  async sync(): Promise<void> {
    await this.#disk.sync();
  }

  /** Waits for what was asked for, and closes the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sweeping;
    await this.#collecting;
    await this.#commits.idle();
    await this.#blobs.close();
    this.#database.close();
  }

  async #contentOf(value: Uint8Array): Promise<Content> {
    const size = value.length;
    return size <= INLINE
      ? { size, file: null, value }
      : { size, file: await this.#blobs.write(value), value: null };
  }

  async #writeAll(writes: readonly StorageWrite[]): Promise<void> {
    const contents: Content[] = [];
    try {
      for (const { value } of writes) contents.push(await this.#contentOf(value));
    } catch (error) {
      this.#drop(contents);
      throw error;
    }
    await this.#commit(contents, () => {
      for (const [index, content] of contents.entries()) this.#changes.put(writes[index]?.key ?? "", content);
    });
  }

  /** Removes the next keys; `undefined` when some are left, and else whether all their contents are gone with them. */
  #removeSome(prefix: string): Promise<boolean | undefined> {
    return this.#commit([], () => (this.#changes.remove(prefix) ? this.#changes.collect() : undefined));
  }

  /** Does the work in a transaction; without it, the files of the contents are nobody's. */
  async #commit<T>(contents: readonly Content[], work: () => T): Promise<T> {
    try {
      if (this.#isClosed) throw this.#closed();
      return await this.#commits.add(work);
    } catch (error) {
      this.#drop(contents);
      throw error;
    }
  }

  #drop(contents: readonly Content[]): void {
    this.#blobs.remove(contents.flatMap(({ file }) => file ?? []));
  }

  /** Lets go of all garbage in the background. What a killed process leaves is for whoever opens the file next. */
  #collect(): void {
    this.#collecting ??= this.#collectAll().finally(() => (this.#collecting = undefined));
  }

  async #collectAll(): Promise<void> {
    try {
      while (!(await this.#commits.add(() => this.#changes.collect())));
    } catch {
      // The next delete, or the next opening, tries again.
    }
  }

  #begin(): void {
    if (identityOf(this.#file) !== this.#identity) {
      throw new StorageProblem(
        "the file was removed or replaced while it was in use, and what is written now would be lost. Put it back, or make a new SqliteStorage.",
      );
    }
    this.#changes.freed = [];
  }
}

/** Which file is at this path; "" when none is. */
function identityOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.dev} ${stats.ino}`;
}

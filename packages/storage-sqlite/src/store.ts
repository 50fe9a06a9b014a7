import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { StoragePage, StorageStat, StorageWrite } from "@tierkreis/core";
import { BlobFiles, INLINE } from "./blob-files.ts";
import { whenFree } from "./busy.ts";
import { Changes } from "./changes.ts";
import { Commits } from "./commits.ts";
import { DiskSync } from "./disk-sync.ts";
import { StorageProblem, type Attempted } from "./failure.ts";
import { gather } from "./gather.ts";
import { removeLeftovers } from "./leftovers.ts";
import { openFile, readFile, readPieces } from "./read-file.ts";
import { Rows, type Content, type ContentHead } from "./rows.ts";

/** Writes of a batch that share a transaction. */
const BATCH = 500;

export interface StoreOptions {
  readonly database: DatabaseSync;
  readonly file: string;
  readonly busyTimeout: number;
  /** The error for what comes after `close`. */
  readonly closed: () => Error;
}

/** An open file: what a `SqliteStorage` does once its arguments are checked. */
export class Store {
  readonly #database: DatabaseSync;
  readonly #busyTimeout: number;
  readonly #closed: () => Error;
  /** The file itself, where a link leads: SQLite keeps its log there, and whoever comes by another path finds the same blobs. */
  readonly #file: string;
  readonly #identity: string;
  readonly #rows: Rows;
  readonly #changes: Changes;
  readonly #commits: Commits;
  readonly #blobs: BlobFiles;
  readonly #disk: DiskSync;
  readonly #sweeping: Promise<void>;
  #collecting: Promise<void> | undefined;
  #isClosed = false;

  constructor({ database, file, busyTimeout, closed }: StoreOptions) {
    this.#database = database;
    this.#busyTimeout = busyTimeout;
    this.#closed = closed;
    this.#file = database.location() ?? file;
    this.#identity = identityOf(this.#file);
    this.#rows = new Rows(database);
    this.#changes = new Changes(database);
    this.#disk = new DiskSync(this.#file);
    this.#blobs = new BlobFiles(`${this.#file}-blobs`, (path) => this.#disk.add(path));
    this.#commits = new Commits({
      database,
      busyTimeout,
      onBegin: () => this.#begin(),
      onCommit: () => this.#blobs.remove(this.#changes.freed),
    });
    this.#sweeping = removeLeftovers(this.#blobs, this.#rows, () => this.#isClosed);
    if (this.#rows.hasGarbage()) this.#collect();
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return this.#find(
      () => this.#rows.read(key),
      async ({ size, file, value }) =>
        file === null ? (value ?? new Uint8Array()) : readFile(this.#blobs.path(file), size),
    );
  }

  async readStream(key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#find(
      () => this.#rows.read(key),
      async ({ size, file, value }) => {
        if (file === null) return only(value);
        const handle = await openFile(this.#blobs.path(file), size);
        return handle && readPieces(handle, size);
      },
    );
  }

  async stat(key: string): Promise<StorageStat | undefined> {
    return this.#find(
      () => this.#rows.stat(key),
      async (head) => (this.#isWhole(head) ? { size: head.size } : undefined),
    );
  }

  async list(prefix: string, after: string, limit: number): Promise<StoragePage> {
    const found = await this.#look(() => this.#rows.list(prefix, after, limit + 1));
    const keys = found.slice(0, limit);
    const last = keys.at(-1);
    return found.length === keys.length || last === undefined ? { keys } : { keys, next: last };
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
    if (value.length > INLINE && (await this.stat(key)) !== undefined) return false;
    const content = await this.#contentOf(value);
    const isNew = await this.#commit([content], () => {
      if (this.#isWhole(this.#rows.stat(key))) return false;
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
    return this.#commit([], () => this.#isWhole(this.#rows.stat(from)) && this.#changes.link(from, to));
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

  /** Does it once the file is free: readers wait only while another process opens, closes or mends it. */
  #look<T>(action: () => T): Promise<T> {
    return whenFree(this.#busyTimeout, action);
  }

  /**
   * What `take` makes of a row. It gives nothing when the row's file is not there: then the value was replaced meanwhile, and
   * the key is looked up again; or the file was lost, by a power failure before a sync or by a stranger, and so is the value.
   */
  async #find<R extends ContentHead, T>(
    lookUp: () => R | undefined,
    take: (row: R) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    for (let lost: string | null = null; ;) {
      const row = await this.#look(lookUp);
      const taken = row && (await take(row));
      if (row === undefined || taken !== undefined || row.file === lost) return taken;
      lost = row.file;
    }
  }

  #isWhole(head: ContentHead | undefined): boolean {
    return head !== undefined && (head.file === null || this.#blobs.isWhole(head.file, head.size));
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
        "the file was removed or replaced while it was in use, and what is written now would be lost. Put it back, then open the storage again.",
      );
    }
    this.#changes.freed = [];
  }
}

async function* only(value: Uint8Array | null): AsyncGenerator<Uint8Array> {
  if (value !== null && value.length > 0) yield value;
}

/** Which file is at this path; "" when none is. */
function identityOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.dev} ${stats.ino}`;
}

import type { StoragePage, StorageStat } from "@tierkreis/core";
import type { BlobFiles } from "./blob-files.ts";
import { whenFree } from "./busy.ts";
import { openFile, readFile, readPieces } from "./read-file.ts";
import type { ContentHead, Rows } from "./rows.ts";

/** Reads values, from their rows or from the files that those name. */
export class Reader {
  readonly #rows: Rows;
  readonly #blobs: BlobFiles;
  readonly #busyTimeout: number;

  constructor(rows: Rows, blobs: BlobFiles, busyTimeout: number) {
    this.#rows = rows;
    this.#blobs = blobs;
    this.#busyTimeout = busyTimeout;
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

  /** Whether there is a value, as `stat` tells it, but at once: inside a transaction nothing changes meanwhile. */
  has(key: string): boolean {
    const head = this.#rows.stat(key);
    return head !== undefined && this.#isWhole(head);
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

  #isWhole({ size, file }: ContentHead): boolean {
    return file === null || this.#blobs.isWhole(file, size);
  }
}

async function* only(value: Uint8Array | null): AsyncGenerator<Uint8Array> {
  if (value !== null && value.length > 0) yield value;
}

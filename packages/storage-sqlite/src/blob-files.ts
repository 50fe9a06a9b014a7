import { mkdirSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { errnoOf, ownName } from "@tierkreis/core";

/** Larger values go to files: from here on that costs less than rows. */
export const INLINE = 64 * 1024;
/** Files up to this size are written and read without leaving the thread, which is several times faster. */
export const AT_ONCE = 1024 * 1024;

/** A file that is being written. */
export interface OpenBlob {
  readonly name: string;
  readonly handle: FileHandle;
}

/**
 * The files of large values. Each is written to its end under a name that nobody else uses, in the folder of its writer; it is
 * a value from the moment a row names it. So a file that no row names is being written, or was left by a crash.
 */
export class BlobFiles {
  /** The folder of all of them; names are relative to it. */
  readonly folder: string;
  readonly #own = ownName();
  #count = 0;
  readonly #work = new Set<Promise<void>>();
  readonly #onWritten: (path: string) => void;

  /** `onWritten` hears of each file that is there whole. */
  constructor(folder: string, onWritten: (path: string) => void) {
    this.folder = folder;
    this.#onWritten = onWritten;
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** True when the file is there with this size. */
  isWhole(name: string, size: number): boolean {
    return statSync(this.path(name), { throwIfNoEntry: false })?.size === size;
  }

  /** Puts a value in a file; returns its name. */
  async write(value: Uint8Array): Promise<string> {
    if (value.length > AT_ONCE) return this.#writeBehind(value);
    const name = this.#next();
    const path = this.path(name);
    try {
      this.#inFolder(() => writeFileSync(path, value, { flag: "wx" }));
    } catch (error) {
      this.#discard(path);
      throw error;
    }
    this.#onWritten(path);
    return name;
  }

  /** A new file to write to; it has to be kept or dropped. */
  async open(): Promise<OpenBlob> {
    const name = this.#next();
    this.#makeFolder();
    return { name, handle: await open(this.path(name), "wx") };
  }

  /** The file has all its bytes; returns its name. */
  async keep({ name, handle }: OpenBlob): Promise<string> {
    await handle.close();
    this.#onWritten(this.path(name));
    return name;
  }

  /** The file is not to be. */
  async drop({ name, handle }: OpenBlob): Promise<void> {
    await handle.close().catch(() => undefined);
    this.#discard(this.path(name));
  }

  /** Removes files in the background: a large one takes its time. One that stays is found by a later process. */
  remove(names: readonly string[]): void {
    for (const name of names) {
      const gone = unlink(this.path(name))
        .catch(() => undefined)
        .finally(() => this.#work.delete(gone));
      this.#work.add(gone);
    }
  }

  /** Waits for what is being removed, and leaves no empty folders. */
  async close(): Promise<void> {
    await Promise.all(this.#work);
    if (this.#count > 0) removeIfEmpty(this.path(this.#own));
    removeIfEmpty(this.folder);
  }

  async #writeBehind(value: Uint8Array): Promise<string> {
    const blob = await this.open();
    try {
      await blob.handle.writeFile(value);
      return await this.keep(blob);
    } catch (error) {
      await this.drop(blob);
      throw error;
    }
  }

  #next(): string {
    this.#count += 1;
    return `${this.#own}/${this.#count}`;
  }

  /** The folder is made when it turns out to be missing. */
  #inFolder(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
      this.#makeFolder();
      action();
    }
  }

  #makeFolder(): void {
    try {
      this.#make(this.folder);
      this.#make(this.path(this.#own));
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
      // Another process has closed, and taken the folder with it because it was empty.
      this.#make(this.folder);
      this.#make(this.path(this.#own));
    }
  }

  #make(folder: string): void {
    try {
      mkdirSync(folder);
      this.#onWritten(folder);
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error;
    }
  }

  #discard(path: string): void {
    try {
      unlinkSync(path);
    } catch {
      // It was never made, or stays until a later process finds it.
    }
  }
}

/** Folders go when they are empty; what is in use stays. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // In use, or never made.
  }
}

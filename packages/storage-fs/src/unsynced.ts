import { open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { errnoOf } from "@tierkreis/core";
import { parentOf } from "./key-path.ts";

const AT_ONCE = 16;

/** Remembers what was written since the last sync; `sync` brings all of it to the disk, many callers in one round. */
export class Unsynced {
  #files = new Set<string>();
  #folders = new Set<string>();
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #broken: Error | undefined;

  /** A file was put at this path. */
  file(path: string): void {
    this.#files.add(path);
    this.#folders.add(parentOf(path));
  }

  /** Something in this folder came or went. */
  folder(path: string): void {
    this.#folders.add(path);
  }

  /** Joins the round that has not begun yet: the one at work has taken its list already. */
  async sync(): Promise<void> {
    if (this.#next === undefined) {
      this.#next = this.#round(this.#last);
      this.#last = this.#next.catch(() => undefined);
    }
    return this.#next;
  }

  async #round(before: Promise<void>): Promise<void> {
    await before;
    await setImmediate(); // Whoever calls in this turn of the event loop is with us.
    this.#next = undefined;
    const [files, folders] = [this.#files, this.#folders];
    this.#files = new Set();
    this.#folders = new Set();
    try {
      // Names after contents: a crash in between then loses values but tears none.
      await this.#flushAll(files);
      await this.#flushAll(folders);
    } catch (error) {
      for (const path of files) this.#files.add(path);
      for (const path of folders) this.#folders.add(path);
      throw error;
    }
  }

  async #flushAll(paths: ReadonlySet<string>): Promise<void> {
    const rest = paths.values();
    const flushers = Array.from({ length: Math.min(AT_ONCE, paths.size) }, async () => {
      for (const path of rest) await this.#flush(path);
    });
    // All of them, so that none is still at work when its paths are taken up again.
    await Promise.allSettled(flushers);
    await Promise.all(flushers);
  }

  /** After a failed fsync the system forgets what it could not write, and a second one would succeed: so the error stays. */
  async #flush(path: string): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    let handle;
    try {
      handle = await open(path, "r");
    } catch (error) {
      // Deleted or replaced by a folder since: then its own folder's entry is what counts.
      if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return;
      throw error;
    }
    try {
      await handle.sync();
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(String(error));
      throw this.#broken;
    } finally {
      await handle.close();
    }
  }
}

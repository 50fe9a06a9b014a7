import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { errnoOf } from "@tierkreis/core";

const AT_ONCE = 8;

/**
 * Brings to the disk what was committed: first the files of large values and their folders, then SQLite's log, which names
 * them. A commit before has been written to the log already, and what is no longer in the log SQLite has brought to the disk
 * itself. Only the log is opened here: to close the database would drop SQLite's locks on it.
 */
export class DiskSync {
  readonly #log: string;
  #files = new Set<string>();
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #broken: Error | undefined;

  constructor(database: string) {
    this.#log = `${database}-wal`;
  }

  /** A file or a folder was made. */
  add(path: string): void {
    this.#files.add(path);
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
    const files = this.#files;
    this.#files = new Set();
    try {
      await this.#flushAll(files);
      await this.#flushAll(new Set([...files].map((file) => dirname(file))));
      await this.#flushAll(new Set([this.#log, dirname(this.#log)]));
    } catch (error) {
      for (const path of files) this.#files.add(path);
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
      // A value that is deleted since, or a log that SQLite has done with.
      if (errnoOf(error) === "ENOENT") return;
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

import { hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

/** Bytes above which a file is not read: it takes the time of many tasks. */
const MOST = 16 * 1024 * 1024;

/** SHA-256 of the files that start workers, read again when one has changed. */
export class LauncherDigests {
  readonly #known = new Map<string, { readonly print: string; readonly digest: string }>();

  /** `undefined` for a file that is too large to be read for this, or can not be read. */
  of(file: string): string | undefined {
    try {
      const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true });
      if (size > MOST) return undefined;
      const print = [size, mtimeNs, ctimeNs, ino].join();
      const known = this.#known.get(file);
      if (known?.print === print) return known.digest;
      const digest = hash("sha256", readFileSync(file));
      this.#known.set(file, { print, digest });
      return digest;
    } catch {
      // Whether it can be started is another question, and has its own answer.
      return undefined;
    }
  }
}

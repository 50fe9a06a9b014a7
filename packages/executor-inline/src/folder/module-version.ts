import { statSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What a file is, as far as a look from outside tells. */
function printOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "gone" : `${stat.mtimeNs} ${stat.size} ${stat.ino}`;
}

/**
 * One import of a worker: its module and the files of the worker's folder that came with it. Node imports an address once
 * and for ever, so each version of the files has addresses of its own; the first has the plain ones.
 */
export class ModuleVersion {
  /** The address of the worker's module. */
  readonly url: string;
  readonly #number: number;
  readonly #dir: string;
  readonly #files = new Map<string, string>();

  /** @param file The worker's module, and `dir` the folder of what belongs to it: real paths. */
  constructor(file: string, dir: string, number: number) {
    this.#number = number;
    this.#dir = dir;
    this.url = this.take(pathToFileURL(file).href);
  }

  /** A file of the folder is imported: gives its address in this version. */
  take(url: string): string {
    const file = fileURLToPath(url);
    if (!this.#files.has(file)) this.#files.set(file, printOf(file));
    if (this.#number === 0) return url;
    const own = new URL(url);
    own.searchParams.set("version", String(this.#number));
    return own.href;
  }

  /** Whether a module belongs to the worker. Packages do not. */
  holds(url: string): boolean {
    if (!url.startsWith("file:")) return false;
    const file = fileURLToPath(url);
    return file.startsWith(this.#dir + sep) && !file.includes(join(sep, "node_modules", sep));
  }

  /** False when a file has changed since it was imported. */
  isCurrent(): boolean {
    for (const [file, print] of this.#files) if (printOf(file) !== print) return false;
    return true;
  }

  next(file: string): ModuleVersion {
    return new ModuleVersion(file, this.#dir, this.#number + 1);
  }
}

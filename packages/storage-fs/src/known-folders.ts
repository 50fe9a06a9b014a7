import { lstatSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { errnoOf } from "@tierkreis/core";
import { systemError } from "./failure.ts";
import { parentOf } from "./key-path.ts";

/** More than this are forgotten all at once: a run may have any number of folders, and looking again costs a microsecond. */
const MAX_KNOWN = 20_000;

/**
 * The folders below the root that were seen to be real folders, so that a write in a known one costs no look. A symbolic link
 * is never a folder here: nothing is read or written through one.
 */
export class KnownFolders {
  readonly #root: string;
  readonly #onMade: (folder: string) => void;
  readonly #known = new Set<string>();

  /** `onMade` is told of every folder that had to be made. */
  constructor(root: string, onMade: (folder: string) => void) {
    this.#root = root;
    this.#onMade = onMade;
  }

  /** Makes the folder and those above it where they are missing; `ELOOP` or `ENOTDIR` when something else stands there. */
  ensure(folder: string): void {
    if (!this.#known.has(folder)) this.#ensureUnknown(folder);
  }

  /** True when the folder is there and reached without a symbolic link. */
  has(folder: string): boolean {
    if (this.#known.has(folder)) return true;
    if (folder !== this.#root && !this.has(parentOf(folder))) return false;
    if ((folder === this.#root ? follow(folder) : look(folder)) !== "folder") return false;
    this.#add(folder);
    return true;
  }

  /** Throws `ELOOP` when a symbolic link stands on the way to the folder, as far as it exists. */
  refuseLinks(folder: string): void {
    if (this.#known.has(folder) || folder === this.#root) return;
    this.refuseLinks(parentOf(folder));
    if (look(folder) === "link") throw systemError("ELOOP", folder);
  }

  /** Forgets everything: some folder turned out to be gone. */
  clear(): void {
    this.#known.clear();
  }

  /** Forgets the folder and all below it. */
  forget(folder: string): void {
    const below = `${folder}/`;
    for (const known of this.#known)
      if (known === folder || known.startsWith(below)) this.#known.delete(known);
  }

  /** Answers whether the folder was made just now: then nothing can be in it yet. */
  #ensureUnknown(folder: string): boolean {
    if (folder === this.#root) {
      const isNew = this.#ensureOutside(folder);
      this.#add(folder);
      return isNew;
    }
    const parent = parentOf(folder);
    const parentIsNew = !this.#known.has(parent) && this.#ensureUnknown(parent);
    const made = (parentIsNew || look(folder) === "nothing") && makeFolder(folder);
    if (made) {
      this.#onMade(folder);
    } else {
      const found = look(folder);
      if (found !== "folder")
        throw systemError(found === "link" ? "ELOOP" : found === "nothing" ? "ENOENT" : "ENOTDIR", folder);
    }
    this.#add(folder);
    return made;
  }

  /**
   * For the root and what is above it, where links are followed: where the user points is where we work. One level at a time:
   * Node's own recursive mkdir never ends where a system refuses with ENOENT (/proc), and hides errors such as EROFS.
   */
  #ensureOutside(folder: string): boolean {
    if (isFolderOutside(folder)) return false;
    const parent = dirname(folder);
    if (parent !== folder) this.#ensureOutside(parent);
    // Now all above it is there; a link here is one that leads nowhere.
    if (look(folder) === "link") throw systemError("ENOENT", folder);
    if (makeFolder(folder)) {
      this.#onMade(folder);
      return true;
    }
    if (!isFolderOutside(folder)) throw systemError("ENOENT", folder);
    return false;
  }

  #add(folder: string): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(folder);
  }
}

function look(path: string): "folder" | "link" | "other" | "nothing" {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return "nothing";
    return stats.isDirectory() ? "folder" : stats.isSymbolicLink() ? "link" : "other";
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR") return "nothing";
    throw error;
  }
}

/** As `look`, at what links lead to; `nothing` when they lead nowhere. */
function follow(path: string): "folder" | "other" | "nothing" {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return "nothing";
    return stats.isDirectory() ? "folder" : "other";
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR" || errnoOf(error) === "ELOOP") return "nothing";
    throw error;
  }
}

function isFolderOutside(path: string): boolean {
  const found = follow(path);
  if (found === "other") throw systemError("ENOTDIR", path);
  return found === "folder";
}

/** Makes one folder, in one that is there; false when something has its name already. */
export function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

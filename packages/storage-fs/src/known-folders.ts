import { lstatSync, mkdirSync } from "node:fs";
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
    const found = look(folder);
    // The root itself may be a link: where the user points is where we work.
    if (found !== "folder" && !(folder === this.#root && found === "link")) return false;
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
    if (folder === this.#root) return this.#ensureRoot();
    const parent = parentOf(folder);
    const parentIsNew = !this.#known.has(parent) && this.#ensureUnknown(parent);
    const made = (parentIsNew || look(folder) === "nothing") && make(folder);
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

  #ensureRoot(): boolean {
    const first = mkdirSync(this.#root, { recursive: true });
    this.#add(this.#root);
    if (first === undefined) return false;
    for (let folder = this.#root; folder.length >= first.length; folder = parentOf(folder))
      this.#onMade(folder);
    return true;
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

/** False when something is there already. */
function make(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

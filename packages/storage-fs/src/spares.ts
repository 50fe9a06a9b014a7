import { constants, copyFileSync, lstatSync, rmSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { errnoOf } from "@tierkreis/core";
import { LARGE } from "./read.ts";
import type { TempArea } from "./temp-area.ts";

const MAX_SPARES = 16;

interface Spare {
  readonly path: string;
  readonly of: string;
}

/**
 * File systems limit the names of one file (ext4: 65,000). When a value has them all, a copy of it is kept aside and gets the
 * further names, so that a million links cost a few copies.
 */
export class Spares {
  readonly #temp: TempArea;
  readonly #spares = new Map<string, Spare>();

  constructor(temp: TempArea) {
    this.#temp = temp;
  }

  /** A file with the content of the value at `path`, for `link` to name; made anew when the last one is used up. */
  async linked(path: string, link: (spare: string) => void): Promise<void> {
    const spare = this.#spares.get(path);
    if (spare !== undefined) {
      try {
        if (spare.of === identity(path)) {
          link(spare.path);
          return;
        }
      } catch (error) {
        if (errnoOf(error) !== "EMLINK" && errnoOf(error) !== "ENOENT") throw error;
      }
      this.#drop(path);
    }
    await this.#make(path, link);
  }

  /** Removes all copies; the names they were given stay. */
  close(): void {
    for (const path of this.#spares.keys()) this.#drop(path);
  }

  /** Links in the same breath in which the copy is there: another caller may drop it right after. */
  async #make(path: string, link: (spare: string) => void): Promise<void> {
    const of = identity(path);
    const copy = await copyAside(this.#temp, path);
    link(copy);
    this.#drop(path);
    for (const oldest of this.#spares.keys()) if (this.#spares.size >= MAX_SPARES) this.#drop(oldest);
    this.#spares.set(path, { path: copy, of });
  }

  #drop(path: string): void {
    const spare = this.#spares.get(path);
    if (spare === undefined) return;
    this.#spares.delete(path);
    rmSync(spare.path, { force: true });
  }
}

/** Copies a value to a path for temporary use, at no cost where the file system can share the blocks. */
export async function copyAside(temp: TempArea, path: string): Promise<string> {
  const copy = temp.next();
  try {
    const isLarge = lstatSync(path).size > LARGE;
    if (isLarge) await copyFile(path, copy, constants.COPYFILE_FICLONE);
    else copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    return copy;
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
}

/** Changes whenever the path gets another value: values are replaced by other files, never written over. */
function identity(path: string): string {
  const { dev, ino, mtimeNs, size } = lstatSync(path, { bigint: true });
  return [dev, ino, mtimeNs, size].join(" ");
}

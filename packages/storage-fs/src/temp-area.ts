import { rmdirSync } from "node:fs";
import { errnoOf, ownName } from "@tierkreis/core";
import { TEMP_FOLDER } from "./key-path.ts";
import { makeFolder, type KnownFolders } from "./known-folders.ts";
import { removeLeftovers } from "./leftovers.ts";
import { removeTree } from "./tree.ts";

/**
 * Where values are written before they get their name, and where folders go before they are removed: a folder of this
 * storage alone, below the root so that a rename suffices. What a killed process leaves there, a later one removes.
 */
export class TempArea {
  readonly #area: string;
  #own = "";
  readonly #folders: KnownFolders;
  #made = false;
  #count = 0;
  #isSwept = false;
  readonly #work = new Set<Promise<void>>();

  constructor(root: string, folders: KnownFolders) {
    this.#area = `${root}/${TEMP_FOLDER}`;
    this.#folders = folders;
  }

  /** A path that nobody else uses. */
  next(): string {
    if (!this.#made) this.#make();
    this.#count += 1;
    return `${this.#area}/${this.#own}/${this.#count}`;
  }

  /** Told when a path turned out to have no folder: somebody removed it. */
  lost(): void {
    this.#made = false;
  }

  /** Removes a folder that was moved here: a small one before this returns, a big one while others go on. */
  removeTree(path: string): void {
    this.#inBackground(removeTree(path));
  }

  /** Waits for what is being removed, and removes our folder, unless something in it is still in use. */
  async close(): Promise<void> {
    await Promise.all(this.#work);
    if (this.#own === "") return;
    for (const folder of [`${this.#area}/${this.#own}`, this.#area]) {
      try {
        rmdirSync(folder);
      } catch {
        // Never made, or in use: by a stream of ours, or by other processes.
      }
    }
    this.#made = false;
  }

  #make(): void {
    if (this.#own === "") this.#own = ownName();
    try {
      this.#makeOwn();
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
      // A folder that was there before is gone.
      this.#folders.clear();
      this.#makeOwn();
    }
    this.#made = true;
    if (!this.#isSwept) this.#inBackground(removeLeftovers(this.#area, this.#own));
    this.#isSwept = true;
  }

  #makeOwn(): void {
    this.#folders.ensure(this.#area);
    makeFolder(`${this.#area}/${this.#own}`);
  }

  /** An error there is no one's concern: what is left is removed by a later process. */
  #inBackground(work: Promise<void>): void {
    const settled = work.catch(() => undefined).finally(() => this.#work.delete(settled));
    this.#work.add(settled);
  }
}

import { mkdirSync, rmdirSync } from "node:fs";
import { TEMP_FOLDER } from "./key-path.ts";
import type { KnownFolders } from "./known-folders.ts";
import { ownName, removeLeftovers } from "./leftovers.ts";

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
  #sweep: Promise<void> | undefined;

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

  /** Removes our folder, unless something in it is still in use. */
  async close(): Promise<void> {
    await this.#sweep;
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
    this.#folders.ensure(this.#area);
    if (this.#own === "") this.#own = ownName();
    mkdirSync(`${this.#area}/${this.#own}`, { recursive: true });
    this.#made = true;
    this.#sweep ??= removeLeftovers(this.#area, this.#own).catch(() => undefined);
  }
}

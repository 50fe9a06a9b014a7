import type { Location } from "@tierkreis/core";
import { allKeys } from "./all-keys.ts";
import type { RunPlace } from "./run-place.ts";
import { decodeMark, VoidRule, type Reach, type VoidMark } from "./void-mark.ts";

interface Marked {
  readonly epoch: number;
  readonly mark: VoidMark;
  readonly rule: VoidRule;
  /** Nothing of what it voids is left under the names that Python reads. */
  readonly isForgotten: boolean;
}

/**
 * What of a run's recorded outcomes does not count any more. A mark lies under the epoch of the owner that made it and voids
 * what was recorded under earlier epochs, **whenever that is written**: an owner from before that was paused and wakes up
 * brings nothing back. One write makes a mark, so there is no half of one.
 *
 * Marks are made by owners of the run only: who owns it reads them once.
 */
export class Voids {
  /** The latest first. */
  readonly #marks: readonly Marked[];

  constructor(marks: readonly Marked[]) {
    this.#marks = marks.toSorted((a, b) => b.epoch - a.epoch);
  }

  /** Reads a run's marks; mostly there are none. */
  static async read({ storage, keys }: RunPlace): Promise<Voids> {
    const found = new Set<string>();
    for await (const key of allKeys(storage, keys.voids)) found.add(key);
    const marks: Marked[] = [];
    for (const key of found) {
      const epoch = Number(key.slice(keys.voids.length));
      if (!Number.isSafeInteger(epoch)) continue;
      const mark = decodeMark(await storage.read(key));
      const isForgotten = mark.kind === "begin" || found.has(keys.forgotten(epoch));
      marks.push({ epoch, mark, rule: new VoidRule(mark), isForgotten });
    }
    return new Voids(marks);
  }

  /** The latest mark of a restart. */
  get lastRestart(): VoidMark | undefined {
    return this.#marks.find(({ mark }) => mark.kind === "restart")?.mark;
  }

  /** The marks of owners that died before they had removed what the marks void. */
  get unfinished(): readonly Marked[] {
    return this.#marks.filter(({ isForgotten }) => !isForgotten);
  }

  /** True when what was recorded at a place under an epoch (0 for Tierkreis for Python) does not count. */
  has(location: Location, epoch: number): boolean {
    return this.#reaches(location, epoch, (reach) => reach !== "none");
  }

  /** True when nothing at a place or below it counts that was recorded under an epoch. */
  hasAll(location: Location, epoch: number): boolean {
    return this.#reaches(location, epoch, (reach) => reach === "all");
  }

  #reaches(location: Location, epoch: number, test: (reach: Reach) => boolean): boolean {
    for (const marked of this.#marks) {
      if (marked.epoch <= epoch) return false;
      if (test(marked.rule.reach(location))) return true;
    }
    return false;
  }
}

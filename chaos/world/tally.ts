import { messageOf } from "@tierkreis/core";
import { Hang } from "./within.ts";

/** What can be wrong at a point. */
export type Wrong = "wrong" | "rerun" | "hangs" | "left";

/** One thing that was not as promised. */
export interface Failure {
  /** Give it as `SEED` and only this point is made again. */
  readonly id: string;
  readonly kind: Wrong;
  readonly what: string;
}

/** Counts what a harness did and found. */
export class Tally {
  /** Places where a fault was made. */
  points = 0;
  /** Seeds that were played. */
  seeds = 0;
  readonly failures: Failure[] = [];
  readonly #stopsAtFirst: boolean;
  /** Further counts, for the line. */
  readonly notes: Record<string, number> = {};

  /** @param stopsAtFirst Whether no point is played any more once one has failed. */
  constructor(stopsAtFirst = false) {
    this.#stopsAtFirst = stopsAtFirst;
  }

  fail(id: string, kind: Wrong, what: string): void {
    this.failures.push({ id, kind, what });
  }

  note(name: string, count = 1): void {
    this.notes[name] = (this.notes[name] ?? 0) + count;
  }

  /** Plays one point. What it throws is a failure of that point, not of the harness: it then settles with `undefined`. */
  async play<T>(id: string, point: () => Promise<T>): Promise<T | undefined> {
    if (this.#stopsAtFirst && this.failures.length > 0) return undefined;
    try {
      return await point();
    } catch (error) {
      this.fail(id, error instanceof Hang ? "hangs" : "wrong", messageOf(error));
      return undefined;
    }
  }

  /** The one line of a summary. */
  line(name: string): string {
    const of = (kind: Wrong) => this.failures.filter((failure) => failure.kind === kind).length;
    const counts = {
      points: this.points,
      seeds: this.seeds,
      wrong: of("wrong"),
      rerun: of("rerun"),
      hangs: of("hangs"),
      left: of("left"),
      ...this.notes,
    };
    return [name, ...Object.entries(counts).map(([word, count]) => `${word}=${count}`)].join(" ");
  }
}

import { Random } from "../world/random.ts";
import type { Wrong } from "../world/tally.ts";
import { VirtualTime } from "./virtual-time.ts";

/** Something that was not as promised. */
export interface Violation {
  readonly kind: Wrong;
  readonly what: string;
}

/** What everything in one simulation shares: its time, its chance, and what is told of it. */
export class World {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly violations: Violation[] = [];
  /** What happened, for people and for comparing two plays of a seed; `undefined` when nobody wants to know. */
  readonly story: string[] | undefined;

  constructor(seed: number, keepsStory: boolean) {
    this.random = new Random(seed);
    this.story = keepsStory ? [] : undefined;
  }

  tell(who: string, what: string): void {
    this.story?.push(`${this.time.elapsed.toFixed(3).padStart(12)} ${who}: ${what}`);
  }

  violate(kind: Wrong, what: string): void {
    this.tell("VIOLATION", what);
    this.violations.push({ kind, what });
  }
}

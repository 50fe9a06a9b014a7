import type { RunPlace } from "./run-place.ts";
import type { Voids } from "./voids.ts";

/** A run as its owner and its readers see it: where it lies, and what of it does not count any more. */
export interface RunHome extends RunPlace {
  readonly voids: Voids;
}

import type { Tally } from "./world/tally.ts";

/** How much to do. */
export interface Size {
  /** `false`: a sample that fits into `pnpm verify`; `true`: all of it. */
  readonly large: boolean;
  /** Where a sample begins and what is random: printed, so that it can be given again. */
  readonly seed: number;
  /** Only this point, as a failure names it. */
  readonly only?: string | undefined;
}

/** One test of a promise, at any size. */
export interface Harness {
  readonly name: string;
  run(size: Size, tally: Tally): Promise<void>;
}

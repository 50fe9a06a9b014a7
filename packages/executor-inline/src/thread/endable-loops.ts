import { setFlagsFromString } from "node:v8";

let done = false;

/**
 * Makes every endless loop one that `terminate` ends. V8 13 leaves the look for it out of some loops that it unrolls, such as
 * `for (;;) list = new Array(1000).fill(1)`: it must not unroll them. The flag is one of the process.
 */
export function makeLoopsEndable(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (!done && (version === 13 || version === 14)) setFlagsFromString("--no-turboshaft-loop-unrolling");
  done = true;
}

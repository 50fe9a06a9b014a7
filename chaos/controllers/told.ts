import type { Inputs } from "../world/graph.ts";
import type { StorageKind } from "../world/places.ts";
import type { ShellWorld } from "../world/shell-steps.ts";

/** What a contender is started with; its only argument, as JSON. */
export interface Contender extends ShellWorld {
  /** Its name in the log. */
  readonly name: string;
  readonly kind: StorageKind;
  readonly folder: string;
  readonly inputs: Inputs;
}

/** What a contender tells, a line each. Times are those of {@link now}. */
export type Told =
  | { readonly event: "ready" }
  | { readonly event: "owns" | "lets go"; readonly epoch: number; readonly at: number }
  /** `code` is empty when it came to the right outputs. */
  | { readonly event: "ends"; readonly code: string; readonly at: number };

/** Microseconds on a clock that all processes of this machine share. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

import type { StorageKind } from "../world/places.ts";
import type { ShellWorld } from "../world/shell-steps.ts";

/** Kills when the operation is about to begin, or when it has settled. */
export type Side = "before" | "after";

/** What a controller of its own is started to do; its only argument, as JSON. */
export interface Job extends ShellWorld {
  readonly kind: StorageKind;
  readonly folder: string;
  readonly x: number;
  readonly survive: boolean;
  /** The helper that starts its programs dies with it: then nobody is left to end them. */
  readonly helperToo: boolean;
  /** The operation of the storage at which it kills itself, from 1; `null` for none. */
  readonly at: number | null;
  readonly when: Side;
}

import type { RunKeys, Storage } from "@tierkreis/core";

/** Where a run lies. */
export interface RunPlace {
  readonly storage: Storage;
  readonly keys: RunKeys;
}

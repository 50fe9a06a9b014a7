import { createSpawner } from "./create-spawner.ts";
import type { Spawner } from "./spawner.ts";

const shared = new Map<boolean, Spawner>();

/**
 * The spawner that everything in this process shares when it does not bring its own: one helper however many executors.
 * It needs no closing: its helper ends with this process.
 */
export function sharedSpawner(options: { readonly survive?: boolean } = {}): Spawner {
  const { survive = false } = options;
  let spawner = shared.get(survive);
  if (spawner === undefined) {
    spawner = createSpawner({ survive });
    shared.set(survive, spawner);
  }
  return spawner;
}

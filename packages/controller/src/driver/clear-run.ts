import type { RunLock } from "@tierkreis/core";
import type { RunPlace } from "./run-place.ts";
import { segments } from "./segments.ts";

/** In the order in which they go. The name of a half-deleted run goes late: people look for it by that. */
const parts = ["-", ".N-1/", "control/", "debug/", "loops/", "logs", "ended/", "void/", "_metadata"];

/** What stays: who owned the run, and when the last owner was seen. */
const kept = ["lock", "heartbeat"];

/**
 * Removes everything of a run but its lock. Only its owner may. The graph goes first: from then on the run is one that
 * never began, and whoever finds the rest clears it.
 *
 * All epochs stay, not the last one only: an owner that was paused looks for the epoch behind its own to know that it was
 * replaced. They are a few hundred bytes each.
 */
export async function clearRun(place: RunPlace, lock: RunLock): Promise<void> {
  const { storage, keys } = place;
  // An owner that is paused before it removes, and replaced, would remove what its successor recorded.
  if (!(await isAnythingThere(place))) return;
  const remove = async (prefix: string) => {
    // Whoever was replaced meanwhile would remove what is another's.
    await lock.confirm();
    await storage.delete(prefix);
  };
  await remove(keys.graph);
  // After a power loss too: no key of the rest may be gone while the graph is there again.
  await storage.sync();
  for (const part of parts) await remove(`${keys.all}${part}`);
  for await (const segment of segments(storage, keys.all)) {
    // `delete` takes all that begins with it: what stays must not.
    const isFolder = kept.some((name) => name.startsWith(segment));
    if (!kept.includes(segment)) await remove(`${keys.all}${segment}${isFolder ? "/" : ""}`);
  }
}

/** True when something of a run is there that `clearRun` would remove. */
export async function isAnythingThere({ storage, keys }: RunPlace): Promise<boolean> {
  for await (const segment of segments(storage, keys.all)) if (!kept.includes(segment)) return true;
  return false;
}

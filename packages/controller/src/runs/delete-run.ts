import { isLocked, type RunIdInput, type Storage } from "@tierkreis/core";
import { clearRun, isAnythingThere } from "../driver/clear-run.ts";
import { endSurvivors } from "../driver/end-survivors.ts";
import { noRun, placeOf } from "../driver/open-to-read.ts";
import { ownRun } from "./own-run.ts";

/**
 * Deletes a run with all that is stored of it. The run's graph goes first, so that half a run never looks whole: when this is
 * killed, what is left is listed as a `leftover`, can be deleted again, and is cleared away by a new run of the id.
 *
 * The run's lock stays, a few hundred bytes for each time it was owned, because an epoch must never be used twice: an owner
 * that was paused before the deletion, and wakes up after it, finds there that it was replaced.
 *
 * Programs that a dead owner left running on this machine are ended first.
 *
 * Throws `TKR_RUN_LOCKED` while a living owner has the run, and `TKR_RUN_UNKNOWN` when there is nothing to delete.
 */
export async function deleteRun(storage: Storage, runId: RunIdInput): Promise<void> {
  const place = placeOf(storage, runId);
  // A run that just begins has nothing yet but its lock.
  if (!(await isLocked(place.storage, place.keys)) && !(await isAnythingThere(place))) throw noRun(place);
  await ownRun(place, async (lock) => {
    await endSurvivors(place, lock);
    await clearRun(place, lock);
  });
}

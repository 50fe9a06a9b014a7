import { setTimeout as wait } from "node:timers/promises";
import { isLocked, lastEpoch, TierkreisError, type RunIdInput, type Storage } from "@tierkreis/core";
import { isAnythingThere } from "../driver/clear-run.ts";
import { encodeRequest } from "../driver/control.ts";
import { noRun, placeOf } from "../driver/open-to-read.ts";
import type { RunPlace } from "../driver/run-place.ts";

/** Milliseconds between two looks whether the run has ended. */
const EVERY = 200;

/** How long to wait for a run to end. */
export interface CancelOptions {
  /**
   * Milliseconds until the run must have let go. Its tasks get some seconds to end before they are killed, and it looks for requests
   * once a second. Default: 60,000.
   */
  readonly timeout?: number;
  /** Stops waiting: rejects with the signal's reason. The request stays. */
  readonly signal?: AbortSignal;
}

/**
 * Cancels a run that this or another process performs, on this or another machine, and resolves when its owner has let go of
 * it: its tasks have ended then. What is done is kept: running the id again goes on. The request is meant for the
 * present owner only; one that comes too late does nothing.
 *
 * Throws `TKR_RUN_UNKNOWN` when there is no such run, `TKR_RUN_IDLE` when nobody runs it, and `TKR_RUN_LOCKED` when it still
 * runs after `timeout`: the request stays then.
 */
export async function cancelRun(
  storage: Storage,
  runId: RunIdInput,
  { timeout = 60_000, signal }: CancelOptions = {},
): Promise<void> {
  if (!(timeout > 0))
    throw new TypeError(
      `Expected the \`timeout\` option to be milliseconds above 0, got ${String(timeout)}.`,
    );
  signal?.throwIfAborted();
  const place = placeOf(storage, runId);
  const { keys } = place;
  const epoch = await lastEpoch(place.storage, keys);
  if (!(await isOwned(place, epoch))) throw (await isAnythingThere(place)) ? idle(keys.run) : noRun(place);
  const request = keys.control("cancel");
  const end = performance.now() + timeout;
  // Again each time: a run that just began clears what lies there from before.
  await place.storage.write(request, encodeRequest(epoch));
  while (await isOwned(place, epoch)) {
    if (performance.now() > end) throw stillRuns(keys.run, timeout);
    await wait(EVERY, undefined, { signal }).catch(() => {
      throw signal?.reason;
    });
    if ((await place.storage.stat(request)) === undefined && (await isOwned(place, epoch)))
      await place.storage.create(request, encodeRequest(epoch));
  }
  // An owner that ended before it looked leaves the request. To later ones it says nothing.
  await place.storage.delete(request);
}

/** True while the owner of an epoch lives, has not let go and was not replaced. */
async function isOwned({ storage, keys }: RunPlace, epoch: number): Promise<boolean> {
  return (await isLocked(storage, keys)) && (await lastEpoch(storage, keys)) === epoch;
}

function idle(run: string): TierkreisError {
  const message = `Run ${run} can not be cancelled: nobody runs it.`;
  return new TierkreisError("TKR_RUN_IDLE", message, { run });
}

function stillRuns(run: string, timeout: number): TierkreisError {
  const message = `Run ${run} was asked to end ${String(timeout)} ms ago and is still being run. The request stays; the owner's tasks may be slow to end.`;
  return new TierkreisError("TKR_RUN_LOCKED", message, { run });
}

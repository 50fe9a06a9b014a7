import { RunKeys, toRunId, type RunIdInput, type Storage } from "@tierkreis/core";
import { isAnythingThere } from "../driver/clear-run.ts";
import { readMetadata } from "../driver/metadata.ts";
import { noRun, placeOf } from "../driver/open-to-read.ts";
import type { RunPlace } from "../driver/run-place.ts";
import { segments } from "../driver/segments.ts";
import { Voids } from "../driver/voids.ts";
import { guardStorage } from "../guard/guarded-storage.ts";
import { infoOf, type RunInfo } from "./run-info.ts";

/** Which runs are listed. */
export interface ListOptions {
  /** Only the latest ones. Default: all. */
  readonly limit?: number;
}

/**
 * Every run of a storage, the one begun last first; runs that say no time come at the end. Leftovers of runs that were half deleted
 * are listed too, what a deleted run keeps of its lock is not.
 *
 * Before the first one comes, each run's metadata is read; the rest of a run is read when it is asked for. Neither costs more
 * where a run has more keys.
 *
 * @example
 * ```ts
 * for await (const { id, state, name } of listRuns(storage)) console.log(id, state, name);
 * ```
 */
export async function* listRuns(
  storage: Storage,
  { limit = Infinity }: ListOptions = {},
): AsyncGenerator<RunInfo, void, void> {
  if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1))
    throw new TypeError(`Expected the \`limit\` option to be a whole number above 0, got ${String(limit)}.`);
  const begun: { readonly place: RunPlace; readonly at: number }[] = [];
  const guarded = guardStorage(storage);
  for await (const segment of segments(guarded, "")) {
    if (!isRunId(segment)) continue;
    const place = { storage: guarded, keys: new RunKeys(segment) };
    const at = Date.parse((await readMetadata(place))?.start_time ?? "");
    begun.push({ place, at: Number.isNaN(at) ? -Infinity : at });
  }
  begun.sort((a, b) => (a.at === b.at ? 0 : b.at - a.at));
  let left = limit;
  for (const { place, at } of begun) {
    if (left === 0) return;
    // A run that was deleted before or meanwhile has its lock only.
    if (at === -Infinity && !(await isAnythingThere(place))) continue;
    const info = await infoOf({ ...place, voids: await Voids.read(place) });
    if (info.state === "leftover" && !(await isAnythingThere(place))) continue;
    yield info;
    left--;
  }
}

/** What `listRuns` tells of one run. Throws `TKR_RUN_UNKNOWN` when nothing is there. */
export async function readRun(storage: Storage, runId: RunIdInput): Promise<RunInfo> {
  const place = placeOf(storage, runId);
  if (!(await isAnythingThere(place))) throw noRun(place);
  return infoOf({ ...place, voids: await Voids.read(place) });
}

/** Other things may lie in a storage as well. */
function isRunId(segment: string): boolean {
  return segment.length === 36 && /^[0-9a-f-]+$/.test(segment) && toRunId(segment) === segment;
}

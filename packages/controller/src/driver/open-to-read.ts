import { RunKeys, TierkreisError, toRunId, type RunIdInput, type Storage } from "@tierkreis/core";
import { guardStorage } from "../guard/guarded-storage.ts";
import type { RunHome } from "./run-home.ts";
import type { RunPlace } from "./run-place.ts";
import { Voids } from "./voids.ts";

/** Where a run lies, on a storage that is checked. Throws `TKR_RUN_ID` on what is no run id. */
export function placeOf(storage: Storage, runId: RunIdInput): RunPlace {
  return { storage: guardStorage(storage), keys: new RunKeys(toRunId(runId)) };
}

/** A run as its readers see it. */
export async function openToRead(options: {
  readonly storage: Storage;
  readonly runId: RunIdInput;
}): Promise<RunHome> {
  const place = placeOf(options.storage, options.runId);
  return { ...place, voids: await Voids.read(place) };
}

/** The error for a run that never began, or is deleted. */
export function noRun({ storage, keys }: RunPlace): TierkreisError {
  return new TierkreisError("TKR_RUN_UNKNOWN", `Run ${keys.run} does not exist (in ${storage.name}).`, {
    run: keys.run,
  });
}

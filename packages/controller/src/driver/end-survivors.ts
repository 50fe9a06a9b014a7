import { dirname } from "node:path";
import type { RunLock } from "@tierkreis/core";
import type { RunPlace } from "./run-place.ts";
import { removeOwner, stagedBy } from "./staging.ts";

/**
 * Ends the programs that dead owners of a run left on this machine, before what tells of them is cleared away. Their records are read only
 * when the last owner did not let go: all that it had under way had ended otherwise.
 */
export async function endSurvivors({ storage, keys }: RunPlace, lock: RunLock): Promise<void> {
  if (lock.epoch === 1) return;
  // Few runs are ever cleared, and whoever only starts some need not load what looks for processes.
  const { endProgramsBelow } = await import("@tierkreis/process");
  const records = !(await lock.wasReleased());
  const probe = `${keys.all}lock`;
  const local = storage.localPath?.(probe);
  if (local?.endsWith(`/${probe}`) === true) {
    await endProgramsBelow(dirname(local), { records });
    return;
  }
  for await (const owner of lock.predecessors()) {
    for (const folder of stagedBy(keys.run, owner)) {
      await endProgramsBelow(folder, { records });
      removeOwner(folder);
    }
  }
}

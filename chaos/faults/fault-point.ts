import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStorage, type StorageKind } from "../world/places.ts";
import type { Wrong } from "../world/tally.ts";
import { failingStorage, type Fault } from "./failing-storage.ts";
import { Scene } from "./scene.ts";

/** A fault, and the life of the run that it meets. */
export interface FaultPoint extends Fault {
  readonly kind: StorageKind;
  /** `true`: the run was cut short before, in its middle, and the fault meets it when it goes on. */
  readonly resumed: boolean;
}

/** Who is told what was found. */
export interface FaultScene {
  readonly fail: (kind: Wrong, what: string) => void;
  readonly note: (name: string) => void;
}

/** An operation in the middle of the run. */
const MIDDLE = 60;

/**
 * Lets a fault meet a run: it must end, with an error that names the fault, and harm nothing that is recorded. Cured, the run
 * goes on to the right outputs, and nothing runs again that is recorded. Settles with false when the fault met nothing.
 */
export async function playFault(point: FaultPoint, { fail, note }: FaultScene): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "tierkreis-chaos-"));
  const medium = openStorage(point.kind, folder);
  try {
    const scene = new Scene(medium, (kind, what) => {
      // Not as promised yet: a stored output that may not be read counts as lost, and its task runs again.
      if (kind === "rerun" && point.errno === "EACCES" && point.resumed) note("unreadable");
      else fail(kind, what);
    });
    const meet = async (fault: Fault) => {
      const { storage, hasFailed } = failingStorage(medium, fault, () => scene.lookAtRecords());
      await scene.live(storage, fault.errno);
      return hasFailed();
    };
    if (point.resumed) await meet({ errno: "EIO", at: MIDDLE, lasting: true });
    const hasFailed = await meet(point);
    await scene.cured();
    return hasFailed;
  } finally {
    await medium.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

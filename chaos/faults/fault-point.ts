import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, TierkreisError, type Storage } from "@tierkreis/core";
import { inlineSteps } from "../world/inline-steps.ts";
import { perform, RUN, wrongOutputs, wrongTrace, type Life } from "../world/perform.ts";
import { openStorage, type StorageKind } from "../world/places.ts";
import { placesOf, verifiedRecords, type VerifiedRecord } from "../world/records.ts";
import type { Wrong } from "../world/tally.ts";
import { Hang } from "../world/within.ts";
import { failingStorage, type Fault } from "./failing-storage.ts";

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
    if (point.resumed) await scene.live({ errno: "EIO", at: MIDDLE, lasting: true });
    const hasFailed = await scene.live(point);
    await scene.cured();
    return hasFailed;
  } finally {
    await medium.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Scene {
  readonly #medium: Storage;
  readonly #fail: (kind: Wrong, what: string) => void;
  /** What is recorded, as far as it was looked at. */
  #recorded: readonly VerifiedRecord[] = [];
  /** A life came to its end: nothing is left to do. */
  #isDone = false;

  constructor(medium: Storage, fail: (kind: Wrong, what: string) => void) {
    this.#medium = medium;
    this.#fail = fail;
  }

  /** A life with the fault; true when it met an operation. */
  async live(fault: Fault): Promise<boolean> {
    const { storage, hasFailed } = failingStorage(this.#medium, fault, async () => {
      this.#recorded = await verifiedRecords(this.#medium, RUN);
    });
    await this.#live(storage, async (performed, life) => {
      try {
        const wrong = await wrongOutputs(await performed, { ...life, storage: this.#medium });
        if (wrong !== undefined) this.#fail("wrong", `it ended well, but ${wrong}`);
        this.#isDone = true;
      } catch (error) {
        if (error instanceof Hang) throw error;
        const what = wrongError(error, fault);
        if (what !== undefined) this.#fail("wrong", what);
      }
    });
    await this.#findHarm();
    return hasFailed();
  }

  /** A life without any. */
  async cured(): Promise<void> {
    await this.#live(this.#medium, async (performed, life) => {
      const wrong = (await wrongOutputs(await performed, life)) ?? (await wrongTrace(life));
      if (wrong !== undefined) this.#fail("wrong", `cured: ${wrong}`);
    });
  }

  async #live(storage: Storage, judge: (outputs: ReturnType<typeof perform>, life: Life) => Promise<void>) {
    const recorded = placesOf(this.#recorded);
    const wasDone = this.#isDone;
    const onRun = (place: string) => {
      if (wasDone) this.#fail("rerun", `the run had ended well, but ${place} was not recorded`);
      if (recorded.has(place)) this.#fail("rerun", `${place} was recorded, and ran again`);
    };
    const life: Life = { storage, executor: inlineSteps({ onRun }), inputs: { x: 4, xs: [4, 2] } };
    await judge(perform(life), life);
  }

  /** Every record that was there when the fault came must be there and verify, and those that came since count too. */
  async #findHarm(): Promise<void> {
    const now = await verifiedRecords(this.#medium, RUN);
    const texts = new Map(now.map(({ key, text }) => [key, text]));
    for (const { key, text } of this.#recorded)
      if (texts.get(key) !== text) this.#fail("wrong", `the record ${key} was harmed`);
    this.#recorded = now;
  }
}

/** What is wrong with the error of a run that met a fault. */
function wrongError(error: unknown, { errno }: Fault): string | undefined {
  const isCoded = TierkreisError.isInstance(error) && error.code === "TKR_STORAGE_FAILED";
  const isNamed = isCoded && error.details.errno === errno && error.message.includes(errno);
  return isNamed ? undefined : `the error does not name the fault: ${messageOf(error)}`;
}

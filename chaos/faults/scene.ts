import { messageOf, TierkreisError, type Storage } from "@tierkreis/core";
import { inlineSteps } from "../world/inline-steps.ts";
import { perform, RUN, wrongOutputs, wrongTrace, type Life } from "../world/perform.ts";
import { placesOf, verifiedRecords, type VerifiedRecord } from "../world/records.ts";
import type { Wrong } from "../world/tally.ts";
import { Hang } from "../world/within.ts";

/** How the complaint begins about an error that keeps the system's word to itself. */
export const UNNAMED = "the error does not name the fault";

/** One run on a medium, life after life, until it is done. */
export class Scene {
  readonly #medium: Storage;
  readonly #fail: (kind: Wrong, what: string) => void;
  /** What is recorded, as far as it was looked at. */
  #recorded: readonly VerifiedRecord[] = [];
  /** A life came to its end: nothing is left to do. */
  #isDone = false;

  /** @param medium The storage without any wrapper. */
  constructor(medium: Storage, fail: (kind: Wrong, what: string) => void) {
    this.#medium = medium;
    this.#fail = fail;
  }

  /** Notes what is recorded: from now on it must be there, and must not run again in a later life. */
  async lookAtRecords(): Promise<void> {
    this.#recorded = await verifiedRecords(this.#medium, RUN);
  }

  /**
   * A life that a fault may meet. It may come to its end all the same, if it needs nothing that failed.
   * @param onEnd Called when it has ended, before anything is looked at.
   */
  async live(storage: Storage, errno: string, onEnd?: () => void): Promise<void> {
    await this.#live(storage, async (performed, life) => {
      try {
        const outputs = await performed.finally(onEnd);
        const wrong = await wrongOutputs(outputs, { ...life, storage: this.#medium });
        if (wrong !== undefined) this.#fail("wrong", `it ended well, but ${wrong}`);
        this.#isDone = true;
      } catch (error) {
        if (error instanceof Hang) throw error;
        if (!isNamed(error, errno)) this.#fail("wrong", `${UNNAMED}: ${messageOf(error)}`);
      }
    });
    await this.#findHarm();
  }

  /** A life without any. */
  async cured(): Promise<void> {
    await this.#live(this.#medium, async (performed, life) => {
      const wrong = (await wrongOutputs(await performed, life)) ?? (await wrongTrace(life));
      if (wrong !== undefined) this.#fail("wrong", `cured: ${wrong}`);
    });
  }

  get isDone(): boolean {
    return this.#isDone;
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

  /** Every record that was there must be there and verify, and those that came since count too. */
  async #findHarm(): Promise<void> {
    const before = this.#recorded;
    await this.lookAtRecords();
    const texts = new Map(this.#recorded.map(({ key, text }) => [key, text]));
    for (const { key, text } of before)
      if (texts.get(key) !== text) this.#fail("wrong", `the record ${key} was harmed`);
  }
}

/** True for an error of a storage that names the system's word for it. */
function isNamed(error: unknown, errno: string): boolean {
  const isCoded = TierkreisError.isInstance(error) && error.code === "TKR_STORAGE_FAILED";
  return isCoded && error.details.errno === errno && error.message.includes(errno);
}

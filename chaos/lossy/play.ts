import { messageOf, RunKeys, TierkreisError, type Storage } from "@tierkreis/core";
import { perform, RUN, wrongOutputs, wrongTrace, type Life } from "../world/perform.ts";
import { inlineSteps } from "../world/inline-steps.ts";
import { Random } from "../world/random.ts";
import { placesOf, verifiedRecords, type VerifiedRecord } from "../world/records.ts";
import type { Tally, Wrong } from "../world/tally.ts";
import { wrapStorage } from "../world/wrap-storage.ts";
import { LossyDisk, powerGone } from "./lossy-disk.ts";

/** About as many operations as the run has from begin to end. */
const LONGEST = 110;
/** As many as it has until its graph is written. */
const BEGINNING = 40;

/** Lives of one run, each ended by a power loss at a random operation, until one is left to its end. */
export class Play {
  /** What happened, for people and for comparing two plays of a seed. */
  readonly story: string[] = [];
  readonly #seed: number;
  readonly #tally: Tally;
  readonly #random: Random;
  readonly #disk: LossyDisk;
  /** Tasks that ran in this life. */
  #ran = new Set<string>();
  /** Tasks that were reported done, and are on the disk. */
  #reported = new Set<string>();
  /** The run syncs what it reports. */
  readonly #fsync: boolean;
  /** The run was begun anew, and that was cut short: what was before may be there again. */
  #cutShort = false;
  /** Input of the run. Its user changes it when the run is begun anew: then nothing of what was may come back. */
  #x: number;
  /** Records of what the user has thrown away. */
  readonly #thrownAway = new Set<string>();

  constructor(seed: number, tally: Tally) {
    this.#seed = seed;
    this.#tally = tally;
    this.#random = new Random(seed);
    const writeBack = this.#random.pick([0, 0, 0.02, 0.1, 1]);
    this.#fsync = this.#random.chance(0.4);
    this.#disk = new LossyDisk({ random: this.#random, writeBack });
    this.#x = 1 + this.#random.below(3);
  }

  async play(): Promise<void> {
    const random = this.#random;
    this.#tally.seeds++;
    if (random.chance(0.2)) {
      // Done, then begun anew: what goes on until the new graph is written is the most delicate.
      await this.#live(Infinity, false);
      await this.#crashing(BEGINNING / 2 + random.below(BEGINNING / 2), true);
    } else {
      for (let crashes = random.pick([1, 1, 2, 3]); crashes > 0; crashes--)
        await this.#crashing(random.below(LONGEST), random.chance(0.1));
    }
    if ((await this.#live(Infinity, false)) === "refused") {
      if (!this.#cutShort) this.#fail("wrong", "the run was refused, though nobody began it anew");
      // What is left is what was before: its user is told, and begins it anew again.
      this.#tally.note("refused");
      await this.#live(Infinity, true);
    }
    // Once more when it has ended: what was reported stays.
    this.#tell(`power lost at the end: ${this.#disk.crash()}`);
    this.#tally.points++;
    if ((await this.#live(Infinity, false)) !== "done") this.#fail("wrong", "it was done, and was refused");
  }

  /** A life with a crash after some operations, unless it has fewer. */
  async #crashing(after: number, fresh: boolean): Promise<void> {
    if ((await this.#live(after + 1, fresh)) === "crashed") this.#tally.points++;
  }

  /** One life of the run, to its end or to the crash. */
  async #live(crashAt: number, fresh: boolean): Promise<"crashed" | "done" | "refused"> {
    const random = this.#random;
    const recorded = await this.#recorded();
    if (fresh) {
      this.#x++;
      this.#cutShort = true;
      this.#reported.clear();
      for (const { text } of recorded) this.#thrownAway.add(text);
    } else this.#findLost(recorded);
    this.#ran = new Set();
    const concurrency = 1 + random.below(4);
    this.#tell(
      `x=${this.#x} fresh=${fresh} fsync=${this.#fsync} concurrency=${concurrency} crash at ${crashAt}`,
    );
    const power = { on: true };
    const isOff = () => !power.on;
    const done = new Set<string>();
    const life: Life = {
      storage: this.#storage(crashAt, power),
      executor: inlineSteps({
        onRun: (place) => this.#ran.add(place),
        pause: () => turns(random.below(4)),
      }),
      inputs: { x: this.#x, xs: [this.#x, 2] },
      concurrency,
      fresh,
      fsync: this.#fsync,
      onDone: (location) => done.add(location),
    };
    try {
      const outputs = await perform(life);
      if (isOff()) return "crashed";
      const wrong = await wrongOutputs(outputs, life);
      if (wrong !== undefined) throw new Error(wrong);
      const wrongly = await wrongTrace(life).catch(messageOf);
      if (isOff()) return "crashed";
      if (wrongly !== undefined && this.#fsync) throw new Error(wrongly);
      if (wrongly !== undefined) this.#tally.note("traces");
      return "done";
    } catch (error) {
      if (!TierkreisError.isInstance(error)) throw error;
      if (isOff()) return "crashed";
      if (error.code !== "TKR_RUN_CHANGED") throw error;
      this.#tell(error.message);
      return "refused";
    } finally {
      this.#tell(`ran ${[...this.#ran].join(" ")}`);
      for (const { location, text } of fresh ? [] : recorded) {
        if (this.#ran.has(location) && !this.#thrownAway.has(text))
          this.#fail("rerun", `${location} was recorded, and ran again`);
      }
      for (const location of this.#reported) {
        if (this.#ran.has(location)) this.#fail("rerun", `${location} was reported done, and ran again`);
      }
      if (this.#fsync) for (const location of done) this.#reported.add(location);
    }
  }

  #storage(crashAt: number, power: { on: boolean }) {
    let count = 0;
    return wrapStorage(ofAnEarlierBoot(this.#disk.open()), async ({ name, key }, action) => {
      if (!power.on) throw powerGone();
      if (++count < crashAt) return action();
      power.on = false;
      // The operation may have had its effect, though nobody heard of it.
      if (this.#random.chance(0.5)) await action().catch(() => undefined);
      this.#tell(`power lost at ${name} ${key}: ${this.#disk.crash()}`);
      throw powerGone();
    });
  }

  /** The records that the run goes on with: none when its graph was lost, for then it never began. */
  async #recorded() {
    const disk = this.#disk.look();
    if ((await disk.stat(new RunKeys(RUN).graph)) === undefined) return [];
    return verifiedRecords(disk, RUN);
  }

  /** What was reported done is recorded, and its outputs are what the record says. */
  #findLost(recorded: readonly VerifiedRecord[]): void {
    const places = placesOf(recorded);
    for (const location of this.#reported)
      if (!places.has(location)) this.#fail("wrong", `${location} was reported done, and its record is lost`);
  }

  #fail(kind: Wrong, what: string): void {
    this.#tally.fail(String(this.#seed), kind, what);
  }

  #tell(what: string): void {
    this.story.push(what);
  }
}

/** Whoever owned the run before was on a machine that has lost its power since: no process of today. */
function ofAnEarlierBoot(storage: Storage): Storage {
  const read = async (key: string) => {
    const bytes = await storage.read(key);
    if (!key.includes("/lock/")) return bytes;
    const text = new TextDecoder().decode(bytes);
    // A torn one is nobody's.
    return new TextEncoder().encode(text.replace(/"started":"[^"]*"/, '"started":"before"'));
  };
  return { ...storage, read };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

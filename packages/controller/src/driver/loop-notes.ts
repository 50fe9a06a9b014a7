import type { Location } from "@tierkreis/core";
import { z } from "zod";
import type { RunHome } from "./open-run.ts";

const noteSchema = z.object({
  loop_loc: z.string(),
  /** Of the owner that noted it; Tierkreis for Python says none. */
  epoch: z.int().default(0),
});

/** Reads a note of where a loop stands. */
export function decodeLoopNote(bytes: Uint8Array): z.infer<typeof noteSchema> {
  return noteSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Notes where the named loops of a run stand: each loop for us, the last one of a name for Python. */
export class LoopNotes {
  readonly #home: RunHome;
  readonly #epoch: number;
  /** Python's notes by name, those of earlier lives of the run too. */
  #places: Map<string, Location> | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(home: RunHome, epoch: number) {
    this.#home = home;
    this.#epoch = epoch;
  }

  /** Settles when the loop is noted. One after the other: they share a value. */
  note(name: string, loop: Location): Promise<void> {
    const work = this.#work.then(() => this.#note(name, loop));
    this.#work = work.catch(() => undefined);
    return work;
  }

  async #note(name: string, loop: Location): Promise<void> {
    const { storage, keys, voids } = this.#home;
    const key = keys.loop(name, loop);
    const isNoted = (await storage.stat(key)) !== undefined;
    if (isNoted && !voids.hasAll(loop, decodeLoopNote(await storage.read(key)).epoch)) return;
    this.#places ??= await this.#read();
    this.#places.set(name, loop);
    const notes = [...this.#places].map(([one, loop_loc]) => [one, { loop_loc }] as const);
    await storage.write(keys.loopNames, encodeJson(Object.fromEntries(notes)));
    // Last: where this is, the other is too.
    await storage.write(key, encodeJson({ name, loop_loc: loop, epoch: this.#epoch }));
  }

  async #read(): Promise<Map<string, Location>> {
    const { storage, keys } = this.#home;
    if ((await storage.stat(keys.loopNames)) === undefined) return new Map();
    const notes = JSON.parse(new TextDecoder().decode(await storage.read(keys.loopNames))) as object;
    // Not as a zod record: that would lose a loop named `__proto__`.
    return new Map(Object.entries(notes).map(([name, note]) => [name, noteSchema.parse(note).loop_loc]));
  }
}

function encodeJson(data: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(data));
}

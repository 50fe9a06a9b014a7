import type { Location, Storage } from "@tierkreis/core";
import { z } from "zod";
import type { RunHome } from "./run-home.ts";
import { readNote } from "./read-note.ts";

const noteSchema = z.object({
  loop_loc: z.string(),
  /** Of the owner that noted it; Tierkreis for Python says none. */
  epoch: z.int().default(0),
});

/** Where a loop stands; `undefined` where that is not noted, or can not be read. */
export function readLoopNote(storage: Storage, key: string): Promise<z.infer<typeof noteSchema> | undefined> {
  return readNote(storage, key, noteSchema);
}

/** Python's notes: where loops stand, by their names. */
export async function readLoopNames(storage: Storage, key: string): Promise<Map<string, Location>> {
  // Not as a zod record: that would lose a loop named `__proto__`.
  const notes = Object.entries((await readNote(storage, key, z.custom<object>(isObject))) ?? {});
  return new Map(
    notes.flatMap(([name, note]) => {
      const { success, data } = noteSchema.safeParse(note);
      return success ? [[name, data.loop_loc]] : [];
    }),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
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
    const before = await readLoopNote(storage, key);
    if (before !== undefined && !voids.hasAll(loop, before.epoch)) return;
    this.#places ??= await readLoopNames(storage, keys.loopNames);
    this.#places.set(name, loop);
    const notes = [...this.#places].map(([one, loop_loc]) => [one, { loop_loc }] as const);
    await storage.write(keys.loopNames, encodeJson(Object.fromEntries(notes)));
    // Last: where this is, the other is too.
    await storage.write(key, encodeJson({ name, loop_loc: loop, epoch: this.#epoch }));
  }
}

function encodeJson(data: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(data));
}

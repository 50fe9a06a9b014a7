import type { Location } from "@tierkreis/core";
import { z } from "zod";
import type { RunHome } from "./open-run.ts";

const noteSchema = z.object({ loop_loc: z.string() });

/** Notes where the named loops of a run stand: each loop for us, the last one of a name for Python. */
export class LoopNotes {
  readonly #home: RunHome;
  /** Python's notes by name, those of earlier lives of the run too. */
  #places: Map<string, Location> | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(home: RunHome) {
    this.#home = home;
  }

  /** Settles when the loop is noted. One after the other: they share a value. */
  note(name: string, loop: Location): Promise<void> {
    const work = this.#work.then(() => this.#note(name, loop));
    this.#work = work.catch(() => undefined);
    return work;
  }

  async #note(name: string, loop: Location): Promise<void> {
    const { storage, keys } = this.#home;
    const key = keys.loop(name, loop);
    if ((await storage.stat(key)) !== undefined) return;
    this.#places ??= await this.#read();
    this.#places.set(name, loop);
    const notes = [...this.#places].map(([one, loop_loc]) => [one, { loop_loc }] as const);
    await storage.write(keys.loopNames, encodeJson(Object.fromEntries(notes)));
    // Last: where this is, the other is too.
    await storage.write(key, encodeJson({ name, loop_loc: loop }));
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

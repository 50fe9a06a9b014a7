import { createHash } from "node:crypto";
import type { Location, Storage } from "@tierkreis/core";
import { z } from "zod";
import { spreadGroups, type Datum, type Ports } from "../scheduler/datum.ts";
import { printPlace, type Place } from "../scheduler/place.ts";
import type { OpenedRun } from "./open-run.ts";
import type { RunHome } from "./run-home.ts";
import { readNote } from "./read-note.ts";

const noteSchema = z.object({
  epoch: z.int(),
  /** A hash of where its outputs are from. */
  sources: z.string(),
});
type Note = z.infer<typeof noteSchema>;

/**
 * Records an iteration of a named loop: its outputs, a note of what they were made of, Python's marker that they are there. One
 * that is recorded stays as it is while it is made of the same: a task in it that ran again has given it another output.
 */
export async function recordIteration(
  { home, values, lock }: OpenedRun,
  place: Place,
  outputs: Ports,
): Promise<void> {
  const { storage, keys, voids } = home;
  const location = printPlace(place);
  const data = [...spreadGroups(outputs)];
  const sources = createHash("sha256");
  for (const [port, datum] of data) sources.update(`${port}\n${(await values.held(datum)).identity()}\n`);
  const note = { epoch: lock.epoch, sources: sources.digest("hex") };
  const isDone = (await storage.stat(keys.done(location))) !== undefined;
  if (isDone) {
    const before = await noteOf(home, location);
    const counts = before?.sources === note.sources && !voids.has(location, before.epoch);
    // After a power loss the marker may be there, and an output not.
    const written = data.map(([port]) => keys.output(location, port));
    if (counts && (await areThere(storage, written))) return;
    await storage.delete(keys.done(location));
    await storage.delete(keys.output(location, ""));
  }
  for (const [port, datum] of data) await copyValue({ home, values }, datum, keys.output(location, port));
  await storage.write(keys.iteration(location), new TextEncoder().encode(JSON.stringify(note)));
  await storage.write(keys.done(location), new Uint8Array());
}

async function areThere(storage: Storage, keys: readonly string[]): Promise<boolean> {
  for (const key of keys) if ((await storage.stat(key)) === undefined) return false;
  return true;
}

/** True when an iteration has ended and what is recorded of it counts. */
export async function isIterationRecorded(home: RunHome, location: Location): Promise<boolean> {
  if ((await home.storage.stat(home.keys.done(location))) === undefined) return false;
  if (!home.voids.has(location, 0)) return true;
  return !home.voids.has(location, (await noteOf(home, location))?.epoch ?? 0);
}

/** Puts a value under a key of its own. */
export async function copyValue(
  { home, values }: Pick<OpenedRun, "home" | "values">,
  datum: Datum,
  key: string,
): Promise<void> {
  const held = await values.held(datum);
  await held.store();
  await home.storage.link(held.key, key);
}

/** `undefined` where Tierkreis for Python recorded the iteration. */
function noteOf({ storage, keys }: RunHome, location: Location): Promise<Note | undefined> {
  return readNote(storage, keys.iteration(location), noteSchema);
}

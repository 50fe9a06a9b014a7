import { ROOT, type Location, type RunLock } from "@tierkreis/core";
import { z } from "zod";
import type { RunHome } from "./run-home.ts";
import { PlaceNames } from "./place-names.ts";
import { readNote } from "./read-note.ts";
import { segments } from "./segments.ts";
import type { Reach, VoidRule } from "./void-mark.ts";

/** What stays of a place that is forgotten: its attempts with their logs, and its name. */
const kept = ["attempts", "location"];
/** What an attempt of Tierkreis for Python leaves at its place. */
const pythons = ["logs", "errors", "definition"];
/** About the keys of one place. */
const PAGE = 20;

const noteSchema = z.looseObject({ loop_loc: z.string() });
/** Not as a zod record: that would lose a loop named `__proto__`. */
const notesSchema = z.custom<object>((value) => typeof value === "object" && value !== null);

/** What is forgotten. */
export interface Forgetting {
  readonly rule: VoidRule;
  /** Is told of each place, before it is touched, of which nothing is to count. */
  readonly onPlace?: (location: Location) => Promise<void>;
}

/**
 * Removes what a mark voids from where Tierkreis for Python and people look: the links and markers at the places' own names. Our
 * own readers go by the mark alone, which is written before: so this may end anywhere, in any order, and be done again; the
 * run's own marker still goes first.
 */
export async function forget(home: RunHome, lock: RunLock, { rule, onPlace }: Forgetting): Promise<void> {
  const { storage, keys } = home;
  const names = new PlaceNames(home);
  if (rule.reach(ROOT) !== "none") await storage.delete(keys.done(ROOT));
  for await (const segment of segments(storage, keys.all, { start: ROOT, page: PAGE })) {
    const location = await names.locationOf(segment);
    const reach = location === undefined ? "none" : rule.reach(location);
    if (location === undefined || reach === "none") continue;
    if (reach === "all") await onPlace?.(location);
    // Whoever was replaced meanwhile would remove what is another's.
    await lock.confirm();
    await forgetPlace(home, location, reach);
  }
  await forgetLoops(home, rule);
}

/** Ends what an owner that died while it forgot has begun. Must come before anything new is recorded. */
export async function finishForgetting(home: RunHome, lock: RunLock): Promise<void> {
  for (const { epoch, rule } of home.voids.unfinished) {
    await forget(home, lock, { rule });
    await home.storage.write(home.keys.forgotten(epoch), new Uint8Array());
  }
}

async function forgetPlace({ storage, keys }: RunHome, location: Location, reach: Reach): Promise<void> {
  const folder = keys.folder(location);
  if (reach === "outputs") {
    for (const name of ["_done", "outputs/"]) await storage.delete(`${folder}${name}`);
    return;
  }
  const found: string[] = [];
  for await (const name of segments(storage, folder)) found.push(name);
  if (!found.includes("attempts")) {
    // The log of an attempt of Python's would be lost with the next one.
    const isLogged = found.includes("logs") || found.includes("errors");
    const old = keys.attempt(location, { epoch: 0, attempt: 1 });
    for (const name of isLogged ? pythons : [])
      if (found.includes(name)) await storage.link(`${folder}${name}`, `${old}${name}`);
  }
  for (const name of found) if (!kept.includes(name)) await storage.delete(`${folder}${name}`);
}

/** Python's note of where named loops stand loses those that are void. */
async function forgetLoops({ storage, keys }: RunHome, rule: VoidRule): Promise<void> {
  const notes = Object.entries((await readNote(storage, keys.loopNames, notesSchema)) ?? {});
  const left = notes.filter(([, note]) => {
    const { success, data } = noteSchema.safeParse(note);
    return success && rule.reach(data.loop_loc) !== "all";
  });
  if (left.length === notes.length) return;
  await storage.write(keys.loopNames, new TextEncoder().encode(JSON.stringify(Object.fromEntries(left))));
}

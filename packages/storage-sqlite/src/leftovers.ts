import { lstatSync, readdirSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { lifeOf } from "@tierkreis/core";
import { removeIfEmpty, type BlobFiles } from "./blob-files.ts";
import type { Rows } from "./rows.ts";

/** What nobody has touched for a day is nobody's, wherever its owner ran. */
const MAX_AGE = 24 * 60 * 60 * 1000;
/** Files that are looked up before others have a turn. */
const AT_ONCE = 100;

/**
 * Removes the files that dead processes left and no row names. Of owners on another machine, or in another container, we know
 * only how long they did nothing. Nothing here is worth an error; `isOver` stops it.
 */
export async function removeLeftovers(blobs: BlobFiles, rows: Rows, isOver: () => boolean): Promise<void> {
  let count = 0;
  for (const owner of namesIn(blobs.folder)) {
    const life = lifeOf(owner);
    if (life === "alive") continue;
    for (const name of namesIn(blobs.path(owner))) {
      if ((count += 1) % AT_ONCE === 0) await setImmediate();
      if (isOver()) return;
      const file = `${owner}/${name}`;
      if (life === "dead" || Date.now() - touched(blobs.path(file)) > MAX_AGE)
        await removeUnnamed(blobs, rows, file);
    }
    if (life === "dead") removeIfEmpty(blobs.path(owner));
  }
}

async function removeUnnamed(blobs: BlobFiles, rows: Rows, file: string): Promise<void> {
  try {
    if (!rows.hasFile(file)) await unlink(blobs.path(file));
  } catch {
    // The database is busy, or the file is not ours to remove.
  }
}

/** Milliseconds since 1970; now when that cannot be told. */
function touched(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

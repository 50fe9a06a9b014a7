import { linkSync, lstatSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { errnoOf } from "@tierkreis/core";
import type { Ground } from "./ground.ts";
import { parentOf } from "./key-path.ts";
import { removeEmptyFolders } from "./tree.ts";

/** Another process may remove our folders again and again; at some point we say so. */
const MAX_TRIES = 5;

/** Writes the value beside the tree, then gives it its name. */
export function placeValue(ground: Ground, path: string, value: Uint8Array): void {
  inFolder(ground, path, () =>
    withTemp(ground, (temp) => {
      writeFileSync(temp, value);
      rename(ground, temp, path);
    }),
  );
}

/** Gives the value its name only if nothing has that name: whole or not at all, and for one of any number of racers. */
export function createValue(ground: Ground, path: string, value: Uint8Array): boolean {
  return inFolder(ground, path, () => {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there !== undefined && !(there.isDirectory() && clearFolder(ground, path))) return false;
    return withTemp(ground, (temp) => {
      writeFileSync(temp, value);
      const won = linkUnlessThere(temp, path);
      discard(temp);
      return won;
    });
  });
}

/** Gives a finished file its name; the file stays where it is when that fails. */
export function placeFile(ground: Ground, temp: string, path: string): void {
  inFolder(ground, path, () => rename(ground, temp, path));
}

/** Makes `to` a second name of the file at `from`, replacing what is there. */
export function placeLink(ground: Ground, from: string, to: string): void {
  inFolder(ground, to, () => {
    if (linkUnlessThere(from, to)) return;
    withTemp(ground, (temp) => {
      linkSync(from, temp);
      rename(ground, temp, to);
      // Renaming does nothing when both names are of one file already.
      discard(temp);
    });
  });
}

/** Removes a file for temporary use; never an error, it is garbage already. */
export function discard(temp: string): void {
  try {
    unlinkSync(temp);
  } catch {
    // Gone already, or it stays until the folder is swept.
  }
}

/** Does something with a path for temporary use, which is removed when that fails. */
function withTemp<T>(ground: Ground, action: (temp: string) => T): T {
  const temp = ground.temp.next();
  try {
    return action(temp);
  } catch (error) {
    discard(temp);
    throw error;
  }
}

/** Does something in the path's folder, which is made first; once more when the folder was removed meanwhile. */
function inFolder<T>(ground: Ground, path: string, action: () => T): T {
  for (let tries = 1; ; tries += 1) {
    try {
      ground.folders.ensure(parentOf(path));
      const result = action();
      ground.unsynced?.file(path);
      return result;
    } catch (error) {
      if (errnoOf(error) !== "ENOENT" || tries === MAX_TRIES) throw error;
      ground.folders.clear();
      ground.temp.lost();
    }
  }
}

function rename(ground: Ground, temp: string, path: string): void {
  try {
    renameSync(temp, path);
  } catch (error) {
    if (errnoOf(error) !== "EISDIR" || !clearFolder(ground, path)) throw error;
    renameSync(temp, path);
  }
}

/** Folders that deleted keys left behind are not in the way of a value; false when the folder is not empty. */
function clearFolder(ground: Ground, path: string): boolean {
  ground.folders.forget(path);
  return removeEmptyFolders(path);
}

function linkUnlessThere(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { errnoOf } from "@tierkreis/core";
import { Pause } from "./pause.ts";

/** Removes a file, a link or a folder with all that is in it; what is gone already is fine. Links are not followed. */
export async function removeTree(path: string, pause: Pause = new Pause()): Promise<void> {
  if (unlinkIfFile(path)) return;
  // Names may be added while we look; each round starts from what is there now.
  for (let round = 0; round < 5; round += 1) {
    for (const entry of entriesOf(path)) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) await removeTree(child, pause);
      else unlinkIfFile(child);
      if (pause.due) await pause.take();
    }
    if (removeFolder(path)) return;
  }
  rmdirSync(path);
}

/** Removes a folder that holds nothing but empty folders; false when it holds a file. */
export function removeEmptyFolders(path: string): boolean {
  for (const entry of entriesOf(path)) {
    if (!entry.isDirectory() || !removeEmptyFolders(`${path}/${entry.name}`)) return false;
  }
  return removeFolder(path);
}

/** Removes the file; false when it is a folder. */
export function unlinkIfFile(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" || errno === "ENOTDIR") return true;
    // Linux says EISDIR, macOS EPERM.
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return false;
    throw error;
  }
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}

function removeFolder(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT") return true;
    if (errno === "ENOTEMPTY" || errno === "EEXIST") return false;
    throw error;
  }
}

import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { errnoOf } from "@tierkreis/core";
import { parentOf } from "./key-path.ts";

/** Work of this many milliseconds is done at once; what takes longer goes on in other threads, a piece at a time. */
const AT_ONCE = 10;

/** Removes a folder with all that is in it; what is gone already is fine. Links are not followed. */
export async function removeTree(path: string): Promise<void> {
  await removeBefore(path, performance.now() + AT_ONCE);
}

async function removeBefore(path: string, deadline: number): Promise<void> {
  // Names may be added while we look; each round starts from what is there now.
  for (let round = 0; round < 5; round += 1) {
    for (const entry of allowed(path, () => entriesOf(path))) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) await removeBefore(child, deadline);
      else if (performance.now() < deadline) allowed(path, () => unlinkIfFile(child));
      else await unlink(child).catch(() => allowed(path, () => unlinkIfFile(child)));
    }
    if (allowed(parentOf(path), () => removeFolder(path))) return;
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

/** Programs make folders that they may not change themselves; those of ours we may always open. */
function allowed<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (errnoOf(error) !== "EACCES") throw error;
    chmodSync(folder, 0o700);
    return action();
  }
}

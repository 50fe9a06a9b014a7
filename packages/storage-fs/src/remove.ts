import { readdirSync, renameSync } from "node:fs";
import { errnoOf } from "@tierkreis/core";
import type { Ground } from "./ground.ts";
import { isReserved, parentOf, splitPrefix } from "./key-path.ts";
import { removeTree, unlinkIfFile } from "./tree.ts";

/** Removes every key that starts with the prefix. A whole folder is out of sight at once, however much is in it. */
export async function removeKeys(ground: Ground, prefix: string): Promise<void> {
  const { folder, nameStart } = splitPrefix(prefix);
  const path = parentOf(`${ground.root}/${folder}`);
  if (!ground.folders.has(path)) return;
  if (nameStart === "" && folder !== "") {
    await removeFolder(ground, path);
    return;
  }
  for (const name of namesIn(path)) {
    if (!name.startsWith(nameStart) || (folder === "" && isReserved(name))) continue;
    const child = `${path}/${name}`;
    if (unlinkIfFile(child)) ground.unsynced?.folder(path);
    else await removeFolder(ground, child);
  }
}

/** Moves the folder out of sight, so that nobody ever sees a half of it; it is removed where it is then. */
async function removeFolder(ground: Ground, path: string): Promise<void> {
  ground.folders.forget(path);
  ground.unsynced?.folder(parentOf(path));
  for (let isRetry = false; ; isRetry = true) {
    const away = ground.temp.next();
    try {
      renameSync(path, away);
      ground.temp.removeTree(away);
      return;
    } catch (error) {
      const errno = errnoOf(error);
      // Some file systems (overlays) refuse to move folders, and mounted ones stay: then it goes piece by piece.
      if (errno === "EXDEV" || errno === "EBUSY") return removeTree(path);
      if (errno !== "ENOENT") throw error;
      if (isRetry) return;
      ground.temp.lost();
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}

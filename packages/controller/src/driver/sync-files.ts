import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { cureFor } from "./cure.ts";

/**
 * Brings files that programs wrote in place to the disk, and every folder that names them, up to and with `top`: the storage
 * does not know of them. Contents before names, so that a power loss in between tears none.
 */
export async function syncFiles(files: readonly string[], top: string): Promise<void> {
  try {
    await syncAll(files, top);
  } catch (error) {
    const errno = errnoOf(error);
    const message = `What a task wrote could not be brought to the disk: ${messageOf(error)}. ${cureFor(errno)}`;
    throw new TierkreisError("TKR_STORAGE_FAILED", message, {
      ...(errno === undefined ? {} : { errno }),
      cause: error,
    });
  }
}

async function syncAll(files: readonly string[], top: string): Promise<void> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); folder.startsWith(top); folder = dirname(folder)) folders.add(folder);
  }
  await Promise.all(files.map(sync));
  await Promise.all([...folders].map(sync));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

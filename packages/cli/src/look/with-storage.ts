import { statSync } from "node:fs";
import type { Storage } from "@tierkreis/core";
import type { SettingFlags } from "../commands/setting-options.ts";
import { readSettings } from "../config/settings.ts";
import { openStorage, placeOfStorage } from "../storage/open-storage.ts";
import { usageError } from "../usage-error.ts";

/**
 * Opens the storage of a command that looks at runs or manages them, and closes it. Such a command makes no storage: it throws `TKR_USAGE`
 * where none is.
 */
export async function withStorage<T>(
  flags: SettingFlags,
  action: (storage: Storage) => Promise<T>,
): Promise<T> {
  const settings = await readSettings(flags);
  const place = placeOfStorage(settings);
  if (place !== undefined && statSync(place, { throwIfNoEntry: false }) === undefined) {
    const { value, from } = settings.storage;
    const who = from === "default" ? "the default" : `of ${from}`;
    throw usageError(
      `There is no storage ${value} (${who}): ${place} does not exist. Nothing has been run there yet; \`tkr config\` shows what is set.`,
      { file: place },
    );
  }
  const storage = await openStorage(settings);
  try {
    return await action(storage);
  } finally {
    await storage.close();
  }
}

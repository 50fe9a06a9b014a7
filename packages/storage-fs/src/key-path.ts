import { checkKey, TierkreisError } from "@tierkreis/core";

/** The one name directly below the root that is ours: files being written and folders being removed lie in it. */
export const TEMP_FOLDER = ".tierkreis-tmp";

const notInKeys = /[\p{Cc}\\]/u;

/** Throws `TKR_KEY_INVALID` for what is no key, or would lie in our folder for temporary files. */
export function checkFileKey(key: string): void {
  checkKey(key);
  if (isReserved(key)) throw reserved(key);
}

/** A prefix as the folder that holds everything that starts with it, and how the names in that folder start. */
export interface PrefixPlace {
  /** Keys of the folder start with this: `""` or something that ends with `/`. */
  readonly folder: string;
  readonly nameStart: string;
}

/** Throws `TKR_KEY_INVALID` for a prefix with which no key can start, such as one that climbs out of the root. */
export function splitPrefix(prefix: string): PrefixPlace {
  const slash = prefix.lastIndexOf("/");
  if (slash !== -1) checkFileKey(prefix.slice(0, slash));
  return { folder: prefix.slice(0, slash + 1), nameStart: prefix.slice(slash + 1) };
}

/** True when a name found on the disk can be a segment of a key; what others put there stays theirs. */
export function isKeyName(name: string): boolean {
  return !notInKeys.test(name);
}

/** The folder of a path or key; `""` for a key without one. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

// Regardless of case: some file systems do not tell them apart.
function isReserved(key: string): boolean {
  if (key.charCodeAt(0) !== 46) return false;
  const end = key.indexOf("/");
  return (end === -1 ? key : key.slice(0, end)).toLowerCase() === TEMP_FOLDER;
}

function reserved(key: string): TierkreisError {
  return new TierkreisError(
    "TKR_KEY_INVALID",
    `[storage-fs] ${JSON.stringify(key)} is no key here: "${TEMP_FOLDER}" holds temporary files. Choose another first segment.`,
    { key },
  );
}

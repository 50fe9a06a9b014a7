import { checkPrefix } from "@tierkreis/core";

/** The one name below the root that no key has: files being written and folders being removed lie in it. */
export const TEMP_FOLDER = ".tierkreis-tmp";

const notInKeys = /[\p{Cc}\\]/u;

/** A prefix as the folder that holds everything that starts with it, and how the names in that folder start. */
export interface PrefixPlace {
  /** Keys of the folder start with this: `""` or something that ends with `/`. */
  readonly folder: string;
  readonly nameStart: string;
}

/** Throws `TKR_KEY_INVALID` for a prefix with which no key can start, such as one that climbs out of the root. */
export function splitPrefix(prefix: string): PrefixPlace {
  checkPrefix(prefix);
  const slash = prefix.lastIndexOf("/");
  return { folder: prefix.slice(0, slash + 1), nameStart: prefix.slice(slash + 1) };
}

/** True when a name found on the disk can be a segment of a key; what others put there stays theirs. */
export function isKeyName(name: string): boolean {
  return !notInKeys.test(name);
}

/** True when no key begins with the name: it is ours, or would be another storage's. Some file systems do not tell case apart. */
export function isReserved(name: string): boolean {
  return name.charCodeAt(0) === 46 && name.toLowerCase().startsWith(".tierkreis-");
}

/** The folder of a path or key; `""` for a key without one. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

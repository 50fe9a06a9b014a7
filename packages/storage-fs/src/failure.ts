import { lstatSync } from "node:fs";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { parentOf } from "./key-path.ts";

/** What was being done when something failed. */
export interface Attempted {
  /** A verb: `write`, `read`. */
  readonly operation: string;
  /** The key or prefix. */
  readonly key: string;
  readonly path: string;
  readonly root: string;
}

/** An error in the shape of the system's own, for what we refuse before the system is asked. */
export function systemError(errno: string, path: string): Error {
  return Object.assign(new Error(`${errno}: ${path}`), { code: errno, path });
}

/** `TKR_STORAGE_NOT_FOUND`: nothing is stored under the key; `why` says what lies there instead, if anything. */
export function notFound(about: Attempted, why = "nothing is stored there"): TierkreisError {
  return new TierkreisError(
    "TKR_STORAGE_NOT_FOUND",
    `[storage-fs] Could not ${about.operation} ${JSON.stringify(about.key)}: ${why} (${about.path}).`,
    { key: about.key, file: about.path },
  );
}

/** `TKR_STORAGE_FAILED` in words for an error of the system; an error that has a code of ours already is handed on. */
export function failed(cause: unknown, about: Attempted): TierkreisError {
  if (TierkreisError.isInstance(cause)) return cause;
  const errno = errnoOf(cause);
  const words = (errno === undefined ? undefined : advice[errno])?.(about) ?? `${messageOf(cause)}.`;
  return new TierkreisError(
    "TKR_STORAGE_FAILED",
    `[storage-fs] Could not ${about.operation} ${JSON.stringify(about.key)} (${about.path}): ${errno === undefined ? "" : `${errno}, `}${words}`,
    { key: about.key, file: about.path, ...(errno === undefined ? {} : { errno }), cause },
  );
}

/** Per errno: what it means here, and what to do. */
const advice: Readonly<Record<string, (about: Attempted) => string>> = {
  ENOSPC: ({ root }) =>
    `the disk is full. Free some space for ${root}, or choose another directory (TKR_DIR).`,
  EDQUOT: ({ root }) =>
    `the disk quota is used up. Free some space in ${root}, or choose another directory (TKR_DIR).`,
  EROFS: ({ root }) =>
    `the file system of ${root} is read-only. Remount it, or choose another directory (TKR_DIR).`,
  EACCES: noPermission,
  EPERM: noPermission,
  EIO: ({ root }) => `the disk of ${root} reports an error. Look at the system's log and check the disk.`,
  EMFILE: () =>
    "this process has too many files open. Raise the limit (ulimit -n), or run fewer tasks at a time.",
  ENFILE: () => "the system has too many files open. Raise its limit, or run fewer programs at a time.",
  ENOTDIR: (about) =>
    `${firstThat(about, (stats) => !stats.isDirectory())} is a file where a folder is needed.`,
  EISDIR: () => "other keys lie below this one. A key is a value or a folder, never both.",
  ELOOP: (about) =>
    `${firstThat(about, (stats) => stats.isSymbolicLink())} is a symbolic link, and links below ${about.root} are never followed. Put a real folder there, or give the link's target as the directory.`,
  EXDEV: ({ root }) => `${root} spans several file systems. Keep everything below it on one.`,
  ENAMETOOLONG: () => "the path is longer than this file system allows. Choose a shorter directory.",
  ENOENT: ({ root }) => `something keeps removing folders of ${root} while they are written to.`,
};

function noPermission(about: Attempted): string {
  let folder = about.path;
  while (folder !== "/" && folder !== "" && look(folder) === undefined) folder = parentOf(folder) || "/";
  return `permission denied at ${folder}. Give this user write access to it, or choose another directory (TKR_DIR).`;
}

type Stats = NonNullable<ReturnType<typeof look>>;

/** The topmost part of the path for which `test` holds; the path itself when there is none. */
function firstThat(about: Attempted, test: (stats: Stats) => boolean): string {
  for (let end = about.path.indexOf("/", 1); end !== -1; end = about.path.indexOf("/", end + 1)) {
    const part = about.path.slice(0, end);
    const stats = part.length < about.root.length ? undefined : look(part);
    if (stats !== undefined && test(stats)) return part;
  }
  return about.path;
}

function look(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

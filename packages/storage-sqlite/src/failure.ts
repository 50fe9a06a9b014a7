import { accessSync, closeSync, constants, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";

/** What was being done when something failed. */
export interface Attempted {
  /** A verb: `write`, `read`. */
  readonly operation: string;
  /** The key or prefix. */
  readonly key: string;
  /** The database. */
  readonly file: string;
}

/** Something that is wrong with the file as it is, in words that end the sentence `Could not write "a" (<file>): `. */
export class StorageProblem extends Error {}

export const NO_DATABASE = "it is no SQLite database, and was left as it is. Choose another file.";

/** SQLite's primary result codes that are told apart. */
const FULL = 13;
const names: Readonly<Record<number, string>> = {
  5: "EBUSY",
  6: "EBUSY",
  7: "ENOMEM",
  10: "EIO",
  [FULL]: "ENOSPC",
  18: "EFBIG",
};
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
/** Not permitted, read-only, cannot open: for these SQLite does not tell what the system said. */
const refusals = new Set([3, 8, 14]);

/** SQLite's primary result code, when the error is one of SQLite. */
function resultCode(error: unknown): number | undefined {
  if (errnoOf(error) !== "ERR_SQLITE_ERROR" || typeof error !== "object" || error === null) return undefined;
  return "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** True when another connection is at work on the file, and the same call may do later. */
export function isBusy(error: unknown): boolean {
  return names[resultCode(error) ?? 0] === "EBUSY";
}

/** True when the database was closed under a call. */
export function isNotOpen(error: unknown): boolean {
  return errnoOf(error) === "ERR_INVALID_STATE";
}

/** `TKR_STORAGE_FAILED` in words for what went wrong; an error that has a code of ours already is handed on. */
export function failed(cause: unknown, about: Attempted): TierkreisError {
  if (TierkreisError.isInstance(cause)) return cause;
  const errno = systemWord(cause, about.file);
  const words = wordsFor(cause, errno, about.file);
  return new TierkreisError(
    "TKR_STORAGE_FAILED",
    `[storage-sqlite] Could not ${about.operation} ${JSON.stringify(about.key)} (${about.file}): ${errno === undefined ? "" : `${errno}, `}${words}`,
    { key: about.key, file: about.file, ...(errno === undefined ? {} : { errno }), cause },
  );
}

function wordsFor(cause: unknown, errno: string | undefined, file: string): string {
  if (cause instanceof StorageProblem) return cause.message;
  const code = resultCode(cause);
  if (code === NOT_A_DATABASE) return NO_DATABASE;
  if (code === CORRUPT)
    return `the file is damaged (${messageOf(cause)}). Put a copy of it in its place, or remove it with ${file}-wal, ${file}-shm and ${file}-blobs and begin anew.`;
  return advice[errno ?? ""]?.(file) ?? `${messageOf(cause)}.`;
}

/** Per errno: what it means here, and what to do. */
const advice: Readonly<Record<string, (file: string) => string>> = {
  ENOSPC: (file) => `the disk is full. Free some space for ${file}, or choose another file.`,
  EDQUOT: (file) => `the disk quota is used up. Free some space for ${file}, or choose another file.`,
  EROFS: (file) => `the file system of ${file} is read-only. Remount it, or choose another file.`,
  EACCES: noPermission,
  EPERM: noPermission,
  EIO: (file) => `the disk of ${file} reports an error. Look at the system's log and check the disk.`,
  EBUSY: () =>
    "another process has been writing to it all the time. Look which one it is, or raise the `busyTimeout` option.",
  EISDIR: () => "it is a folder. Give the path of a file.",
  ENOTDIR: (file) =>
    `${fileInTheWay(file)} is a file where a folder is needed. Move it away, or choose another path.`,
  ENOENT: (file) => `the folder ${dirname(file)} cannot be made, or is gone. Choose another path.`,
  EMFILE: () =>
    "this process has too many files open. Raise the limit (ulimit -n), or run fewer tasks at a time.",
  EFBIG: () => "the value is larger than the system or SQLite takes.",
};

/** The topmost of the folders of a database that is none: above it, or the one beside it for large values. */
function fileInTheWay(file: string): string {
  const parts = [`${file}-blobs`];
  for (let part = dirname(file); dirname(part) !== part; part = dirname(part)) parts.unshift(part);
  const found = parts.find((part) => {
    try {
      return !statSync(part).isDirectory();
    } catch {
      return false;
    }
  });
  return found ?? `a part of ${dirname(file)}`;
}

function noPermission(file: string): string {
  return `permission denied. Give this user write access to ${file} and to its folder (reading needs it too), or choose another file.`;
}

/** The system's word for an error of SQLite or of Node's own file calls. */
function systemWord(cause: unknown, file: string): string | undefined {
  const code = resultCode(cause);
  if (code === undefined) return errnoOf(cause);
  return refusals.has(code) ? refusal(file) : names[code];
}

/** Asks the system itself why the file cannot be opened or written. The file is not opened: closing it would drop SQLite's locks. */
function refusal(file: string): string | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) return "EISDIR";
    if (stats !== undefined) accessSync(file, constants.R_OK | constants.W_OK);
    if (!statSync(dirname(file)).isDirectory()) return "ENOTDIR";
    accessSync(dirname(file), constants.W_OK | constants.X_OK);
    closeSync(openSync("/dev/null", "r"));
    return undefined;
  } catch (error) {
    return errnoOf(error);
  }
}

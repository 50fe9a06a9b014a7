import { lstatSync, readlinkSync, statSync } from "node:fs";
import { dirname } from "node:path";
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
  const words =
    (errno === undefined ? undefined : advice[errno])?.(about, cause) ?? `${withoutErrno(cause, errno)}.`;
  return new TierkreisError(
    "TKR_STORAGE_FAILED",
    `[storage-fs] Could not ${about.operation} ${JSON.stringify(about.key)} (${about.path}): ${errno === undefined ? "" : `${errno}, `}${words}`,
    { key: about.key, file: about.path, ...(errno === undefined ? {} : { errno }), cause },
  );
}

/** The system's message starts with the errno, which we name anyway. */
function withoutErrno(cause: unknown, errno: string | undefined): string {
  const message = messageOf(cause);
  const start = `${errno}: `;
  return message.startsWith(start) ? message.slice(start.length) : message;
}

/** Per errno: what it means here, and what to do. */
const advice: Readonly<Record<string, (about: Attempted, cause: unknown) => string>> = {
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
  ENOTDIR: notAFolder,
  EISDIR: () => "other keys lie below this one. A key is a value or a folder, never both.",
  ELOOP: (about) =>
    `${firstThat(about, (stats) => stats.isSymbolicLink())} is a symbolic link, and links below ${about.root} are never followed. Put a real folder there, or give the link's target as the directory.`,
  EXDEV: ({ root }) => `${root} spans several file systems. Keep everything below it on one.`,
  ENAMETOOLONG: () => "the path is longer than this file system allows. Choose a shorter directory.",
  ENOENT: noFolder,
};

function noPermission(about: Attempted): string {
  let folder = about.path;
  while (folder !== "/" && folder !== "" && look(folder) === undefined) folder = parentOf(folder) || "/";
  return `permission denied at ${folder}. Give this user write access to it, or choose another directory (TKR_DIR).`;
}

function notAFolder(about: Attempted): string {
  const outside = outsideParts(about.root).find((part) => follow(part)?.isDirectory() === false);
  if (outside !== undefined)
    return `${outside} is a file where a folder is needed. Move it away, or choose another directory (TKR_DIR).`;
  const inside = firstThat(about, (stats) => !stats.isDirectory());
  return `${inside} is a file where a folder is needed. Delete it, or choose another key: a key is a value or a folder, never both.`;
}

function noFolder({ root }: Attempted, cause: unknown): string {
  const link = outsideParts(root).find(
    (part) => look(part)?.isSymbolicLink() === true && follow(part) === undefined,
  );
  if (link !== undefined)
    return `${link} is a symbolic link to nothing (its target is ${readlinkSync(link)}). Make the folder it points to, remove the link, or choose another directory (TKR_DIR).`;
  const refused = refusedFolder(cause);
  if (refused !== undefined)
    return `no folder can be made in ${dirname(refused)}, though it is there: its file system takes none. Choose another directory (TKR_DIR).`;
  return `something keeps removing folders of ${root} while they are written to.`;
}

/** The folder that could not be made although the one it belongs in is there. */
function refusedFolder(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("syscall" in cause) || cause.syscall !== "mkdir") return undefined;
  if (!("path" in cause) || typeof cause.path !== "string") return undefined;
  const isRefused = look(cause.path) === undefined && follow(dirname(cause.path))?.isDirectory() === true;
  return isRefused ? cause.path : undefined;
}

/** The root and all folders above it, the topmost first. */
function outsideParts(root: string): readonly string[] {
  const parent = dirname(root);
  return parent === root ? [root] : [...outsideParts(parent), root];
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

/** As `look`, at what links lead to. */
function follow(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

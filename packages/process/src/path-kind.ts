import { lstatSync, statSync } from "node:fs";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";

/** What a path leads to, links followed; `broken` is a link to nothing. */
export function kindOf(path: string): "file" | "folder" | "other" | "broken" | "none" {
  try {
    const stat = statSync(path);
    if (stat.isFile()) return "file";
    return stat.isDirectory() ? "folder" : "other";
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOTDIR") return "none";
    if (errno === "ENOENT") return isLink(path) ? "broken" : "none";
    throw new TierkreisError(
      "TKR_WORKER_INVALID",
      `[process] ${path} can not be looked at: ${messageOf(error)}`,
      {
        file: path,
        cause: error,
        ...(errno === undefined ? {} : { errno }),
      },
    );
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

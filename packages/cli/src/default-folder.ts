import { statSync } from "node:fs";
import { join } from "node:path";

/** The folder of that name below `folder` (the current one) where there is one, else `folder` itself. */
export function defaultFolder(name: string, folder = "."): string {
  const below = folder === "." ? name : join(folder, name);
  return statSync(below, { throwIfNoEntry: false })?.isDirectory() === true ? below : folder;
}

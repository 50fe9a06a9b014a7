import { statSync } from "node:fs";

/** `./<name>` where there is such a folder, else the current one. */
export function defaultFolder(name: string): string {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === true ? name : ".";
}

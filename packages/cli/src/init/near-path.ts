import { isAbsolute, relative } from "node:path";

/** A path as a person would write it here: relative when it lies below the current folder. */
export function nearPath(path: string): string {
  if (!isAbsolute(path)) return path;
  const near = relative(".", path);
  return near === "" ? "." : near.startsWith("..") ? path : near;
}

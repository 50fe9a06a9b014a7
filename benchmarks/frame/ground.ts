import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Ground } from "./measure.ts";

/** A place for files below `directory`, and how to remove it at the end. */
export function makeGround(directory: string, quick: boolean): Ground & { readonly remove: () => void } {
  const all = mkdtempSync(join(directory, "tierkreis-bench-"));
  let made = 0;
  return {
    quick,
    folder(name) {
      const folder = join(all, `${++made}-${name}`);
      mkdirSync(folder);
      return folder;
    },
    remove: () => rmSync(all, { recursive: true, force: true }),
  };
}

import { lstatSync, readdirSync } from "node:fs";
import { lifeOf } from "@tierkreis/core";
import { removeTree } from "./tree.ts";

/** What nobody has touched for a day is nobody's, wherever its owner ran. */
const MAX_AGE = 24 * 60 * 60 * 1000;

/**
 * Removes what dead processes left in the folder of temporary files. A process of this machine is dead when its pid is free or
 * another's; of others (another host, another container) we know only how long they did nothing. Nothing here is worth an error.
 */
export async function removeLeftovers(area: string, own: string): Promise<void> {
  for (const name of readdirSync(area)) {
    if (name === own) continue;
    try {
      if (lifeOf(name) === "dead" || Date.now() - lastTouched(`${area}/${name}`) > MAX_AGE)
        await removeTree(`${area}/${name}`);
    } catch {
      // Not ours to remove, or gone by now.
    }
  }
}

function lastTouched(path: string): number {
  const times = readdirSync(path).map((name) => lstatSync(`${path}/${name}`).mtimeMs);
  return times.reduce((last, time) => Math.max(last, time), lstatSync(path).mtimeMs);
}

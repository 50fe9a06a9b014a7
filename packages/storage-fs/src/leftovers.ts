import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readdirSync } from "node:fs";
import { machineId, processStart } from "@tierkreis/core";
import { removeTree } from "./tree.ts";

/** What nobody has touched for a day is nobody's, wherever its owner ran. */
const MAX_AGE = 24 * 60 * 60 * 1000;

/** A name for the folder of temporary files of this process: who it belongs to can be told from it. */
export function ownName(): string {
  const started = processStart(process.pid) ?? "";
  return [digest(machineId()), process.pid, digest(started), randomBytes(4).toString("hex")].join("-");
}

/**
 * Removes what dead processes left in the folder of temporary files. A process of this machine is dead when its pid is free or
 * another's; of others (another host, another container) we know only how long they did nothing. Nothing here is worth an error.
 */
export async function removeLeftovers(area: string, own: string): Promise<void> {
  for (const name of readdirSync(area)) {
    if (name === own) continue;
    try {
      if (isDead(name) || Date.now() - lastTouched(`${area}/${name}`) > MAX_AGE)
        await removeTree(`${area}/${name}`);
    } catch {
      // Not ours to remove, or gone by now.
    }
  }
}

function isDead(name: string): boolean {
  const [machine, pid, started] = name.split("-");
  if (machine !== digest(machineId()) || !/^[1-9]\d*$/.test(pid ?? "")) return false;
  const living = processStart(Number(pid));
  return living === undefined || digest(living) !== started;
}

function lastTouched(path: string): number {
  const times = readdirSync(path).map((name) => lstatSync(`${path}/${name}`).mtimeMs);
  return times.reduce((last, time) => Math.max(last, time), lstatSync(path).mtimeMs);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

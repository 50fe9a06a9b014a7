import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { MARK } from "./shell-steps.ts";

/** What ends by itself has ended by then. */
const GONE_MS = 15_000;

/** Waits until no process carries the mark; gives the ids of those that stay. Only Linux shows the environment of others. */
export async function leftovers(mark: string): Promise<number[]> {
  for (let waited = 0; ; waited += 20) {
    const found = marked(mark);
    if (found.length === 0 || waited >= GONE_MS) return found;
    await sleep(20);
  }
}

/** The processes that carry the mark in their environment. Zombies have none any more. */
function marked(mark: string): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environment(name).includes(`${MARK}=${mark}\0`))
    .map(Number);
}

function environment(pid: string): string {
  try {
    return `${readFileSync(`/proc/${pid}/environ`, "utf8")}\0`;
  } catch {
    // It ended meanwhile, or is another user's.
    return "";
  }
}

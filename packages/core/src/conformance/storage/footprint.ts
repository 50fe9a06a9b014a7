import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes that a storage takes: this process's memory, and the disk below its place with each file counted once. */
export async function footprint(place: string): Promise<number> {
  const seen = new Set<string>();
  let disk = 0;
  for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
    const stats = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (stats === undefined || seen.has(`${stats.dev} ${stats.ino}`)) continue;
    seen.add(`${stats.dev} ${stats.ino}`);
    disk += stats.blocks * 512;
  }
  return disk + process.memoryUsage().rss;
}

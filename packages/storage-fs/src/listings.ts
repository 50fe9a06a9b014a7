import { lstatSync, readdirSync } from "node:fs";
import { compareKeys, errnoOf } from "@tierkreis/core";
import { isKeyName } from "./key-path.ts";

/** Smaller folders are read again each time. */
const WORTH_KEEPING = 200;
/** All kept listings together have at most this many names. */
const MAX_KEPT = 1_000_000;
/** Milliseconds that a file system's clock may lag behind ours: of two changes within them, only one may show in the times. */
const FINE_GRAIN = 50;
const COARSE_GRAIN = 2000;

const highUnits = /[\ud800-\uffff]/;

interface Listing {
  readonly names: readonly string[];
  readonly version: string;
}

/**
 * The names in folders, in the order of the keys below them. Listings of big folders are kept, so that reading 10^5 keys in
 * pages does not read and sort the folder for every page; one counts as long as the folder's inode and time stay the same.
 */
export class Listings {
  readonly #kept = new Map<string, Listing>();
  #size = 0;

  /**
   * Names of files as they are, names of folders with a `/` behind them; sorted by code points, which thus is the order of the
   * whole keys: `a-b` comes before `a/`. Links and other things are left out. A folder that is gone is empty.
   */
  read(folder: string): readonly string[] {
    const kept = this.#kept.get(folder);
    if (kept !== undefined) {
      if (kept.version === versionOf(folder)) return kept.names;
      this.#drop(folder, kept);
    }
    const started = Date.now();
    const names = namesIn(folder);
    if (names.length >= WORTH_KEEPING) this.#keep(folder, names, versionOf(folder, started));
    return names;
  }

  /** Forgets all. */
  clear(): void {
    this.#kept.clear();
    this.#size = 0;
  }

  #keep(folder: string, names: readonly string[], version: string | undefined): void {
    if (version === undefined || names.length > MAX_KEPT) return;
    for (const [oldest, listing] of this.#kept)
      if (this.#size + names.length > MAX_KEPT) this.#drop(oldest, listing);
    this.#kept.set(folder, { names, version });
    this.#size += names.length;
  }

  #drop(folder: string, listing: Listing): void {
    this.#kept.delete(folder);
    this.#size -= listing.names.length;
  }
}

/** Changes when a name comes or goes; `undefined` when the last change is too close to `since` to tell it from a later one. */
function versionOf(folder: string, since?: number): string | undefined {
  const stats = lstatSync(folder, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const grain = stats.ctimeNs % 1_000_000_000n === 0n ? COARSE_GRAIN : FINE_GRAIN;
  if (since !== undefined && Number(stats.ctimeMs) > since - grain) return undefined;
  return [stats.dev, stats.ino, stats.ctimeNs].join(" ");
}

function namesIn(folder: string): readonly string[] {
  const names = [];
  for (const entry of entriesOf(folder)) {
    if (!isKeyName(entry.name)) continue;
    if (entry.isDirectory()) names.push(`${entry.name}/`);
    else if (entry.isFile()) names.push(entry.name);
  }
  names.sort();
  // Which is by code units: only from the surrogates on is that another order, and comparing in our own code is slow.
  return names.some((name) => highUnits.test(name)) ? names.sort(compareKeys) : names;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

import type { StorageListOptions, StoragePage } from "./storage.ts";

/** The order of keys in `list`: by code points, as UTF-8 bytes compare. Negative when `a` comes first, 0 when equal. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)];
    // Code units are in the order of code points, but for surrogates: they stand for the highest.
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** A page as `list` has to give it, out of all keys in any order: for storages that hold few, or cannot search. */
export function listPage(
  keys: Iterable<string>,
  prefix: string,
  { after = "", limit = 1000 }: StorageListOptions = {},
): StoragePage {
  const found: string[] = [];
  for (const key of keys) if (key.startsWith(prefix) && compareKeys(key, after) > 0) found.push(key);
  found.sort(compareKeys);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return last === undefined || found.length === page.length ? { keys: page } : { keys: page, next: last };
}

/** Throws `TypeError` for a `limit` that is no whole number above 0. */
export function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new TypeError(`Expected the \`limit\` option to be a whole number above 0, got ${String(limit)}.`);
  }
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

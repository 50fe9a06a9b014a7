import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { TierkreisError } from "../../errors.ts";
import type { Storage } from "../../storage.ts";
import { collect, count } from "./data.ts";
import { sizeOf, versionOf } from "./stamp.ts";

/** What a reader keeps its eyes on. All values are stamped. */
export interface Watched {
  /** Each is whole or not there. */
  readonly whole?: readonly string[];
  /** Written in this order again and again, with rising versions: whoever sees one sees those before it. */
  readonly ordered?: readonly string[];
}

const sizes = new Set(count(6).map(sizeOf));

/** Reads until it is over; fails when it sees what must not be seen. Gives how often it saw a value. */
export async function watch(storage: Storage, watched: Watched, isOver: () => boolean): Promise<number> {
  const { whole = [], ordered = [] } = watched;
  let seen = 0;
  while (!isOver()) {
    for (const key of whole) {
      const value = await unlessMissing(storage.read(key));
      const streamed = await unlessMissing(collect(storage.readStream(key)));
      const stat = await storage.stat(key);
      for (const each of [value, streamed]) if (each !== undefined) versionOf(each, key);
      if (stat !== undefined)
        assert.ok(sizes.has(stat.size), `stat of ${key} said ${stat.size}, a size that no value has`);
      if (value !== undefined) seen += 1;
    }
    seen += await watchOrder(storage, ordered);
    await setImmediate();
  }
  return seen;
}

/** Does something while a reader of this process watches. */
export async function whileWatching(
  storage: Storage,
  watched: Watched,
  act: () => Promise<void>,
): Promise<void> {
  let isOver = false;
  const watching = watch(storage, watched, () => isOver);
  watching.catch(() => undefined); // It may fail before it is waited for.
  try {
    await act();
  } finally {
    isOver = true;
  }
  await watching;
}

/** From the last to the first, each must be as new as the one read before it. */
async function watchOrder(storage: Storage, keys: readonly string[]): Promise<number> {
  let [newest, seen] = [-1, 0];
  for (const key of keys.toReversed()) {
    const value = await unlessMissing(storage.read(key));
    const version = value === undefined ? -1 : versionOf(value, key);
    assert.ok(version >= newest, `a key behind ${key} in a batch was visible before it`);
    newest = Math.max(newest, version);
    if (version !== -1) seen += 1;
  }
  return seen;
}

async function unlessMissing(value: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await value;
  } catch (error) {
    if (TierkreisError.isInstance(error) && error.code === "TKR_STORAGE_NOT_FOUND") return undefined;
    throw error;
  }
}

import { compareKeys, type StoragePage } from "@tierkreis/core";
import type { Ground } from "./ground.ts";
import { isReserved, parentOf, splitPrefix, type PrefixPlace } from "./key-path.ts";
import { Pause } from "./pause.ts";

/** Which keys are asked for. */
export interface Wanted {
  readonly prefix: string;
  /** Only keys behind this one; `""` for all. */
  readonly after: string;
  readonly limit: number;
}

/** One page of keys in their order. Reads no folder that can hold none of them. */
export async function listKeys(ground: Ground, wanted: Wanted): Promise<StoragePage> {
  const { limit } = wanted;
  const keys: string[] = [];
  const pause = new Pause();
  for (const key of walk(ground, wanted)) {
    if (key !== undefined && keys.push(key) > limit) break;
    if (pause.due) await pause.take();
  }
  if (keys.length <= limit) return { keys };
  keys.pop();
  return { keys, next: keys[limit - 1] ?? "" };
}

/** All keys in their order, and `undefined` now and then where many folders hold none. */
function* walk(ground: Ground, { prefix, after }: Wanted): Generator<string | undefined> {
  const start = splitPrefix(prefix);
  const base = pathOf(ground, start.folder);
  if (!ground.folders.has(base)) return;
  const stack = [new Level(start, ground.listings.read(base), after)];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const key = level.next();
    if (key === undefined) {
      stack.pop();
    } else if (isReserved(key)) {
      yield undefined;
    } else if (!key.endsWith("/")) {
      yield key;
    } else {
      stack.push(new Level({ folder: key, nameStart: "" }, ground.listings.read(pathOf(ground, key)), after));
      yield undefined;
    }
  }
}

/** A folder on the way down: its sorted names, and how far we are. */
class Level {
  readonly #folder: string;
  readonly #names: readonly string[];
  readonly #nameStart: string;
  #index: number;

  constructor({ folder, nameStart }: PrefixPlace, names: readonly string[], after: string) {
    this.#folder = folder;
    this.#names = names;
    this.#nameStart = nameStart;
    const behind = firstIndex(names, (name) => compareKeys(folder + name, after) > 0);
    // The folder that holds `after` sorts before it, and may hold keys behind it.
    const holder = names[behind - 1];
    const begin = holder?.endsWith("/") === true && after.startsWith(folder + holder) ? behind - 1 : behind;
    this.#index = Math.max(
      begin,
      firstIndex(names, (name) => compareKeys(name, nameStart) >= 0),
    );
  }

  /** A key, or the prefix of a folder's keys, which ends with `/`. */
  next(): string | undefined {
    const name = this.#names[this.#index];
    if (name?.startsWith(this.#nameStart) !== true) return undefined;
    this.#index += 1;
    return this.#folder + name;
  }
}

/** The first index from which on the test holds, in a list where it does not hold before and does behind. */
function firstIndex(names: readonly string[], test: (name: string) => boolean): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(names[middle] ?? "")) high = middle;
    else low = middle + 1;
  }
  return low;
}

function pathOf(ground: Ground, folder: string): string {
  return parentOf(`${ground.root}/${folder}`);
}

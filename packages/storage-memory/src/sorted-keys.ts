import { compareKeys } from "@tierkreis/core";

/** A block that grows beyond this is cut in two: small enough to insert into, large enough for few blocks. */
const MOST = 512;

/**
 * Keys in their order, in blocks: a look-up is two binary searches, an insertion moves at most one block, and reading on from
 * any key costs nothing for those before it.
 */
export class SortedKeys {
  readonly #blocks: string[][] = [];

  /** Puts in a key that is not in yet. */
  add(key: string): void {
    const index = Math.min(this.#blockOf(key), this.#blocks.length - 1);
    const block = this.#blocks[index];
    if (block === undefined) {
      this.#blocks.push([key]);
      return;
    }
    block.splice(
      firstIndex(block, (one) => compareKeys(one, key) >= 0),
      0,
      key,
    );
    if (block.length > MOST) this.#blocks.splice(index + 1, 0, block.splice(MOST / 2));
  }

  /** All keys from `start`, a key or any text, on. Nothing may be put in or taken out meanwhile. */
  *from(start: string): Generator<string> {
    let at = this.#blockOf(start);
    let index = firstIndex(this.#blocks[at] ?? [], (key) => compareKeys(key, start) >= 0);
    for (let block = this.#blocks[at]; block !== undefined; block = this.#blocks[++at]) {
      for (; index < block.length; index++) yield block[index] ?? "";
      index = 0;
    }
  }

  /** Takes out every key that starts with `prefix`, and returns them. */
  removeAll(prefix: string): readonly string[] {
    const removed: string[] = [];
    let at = this.#blockOf(prefix);
    for (let block = this.#blocks[at]; block !== undefined; block = this.#blocks[at]) {
      const first = firstIndex(block, (key) => compareKeys(key, prefix) >= 0);
      const behind = firstIndex(block, (key) => compareKeys(key, prefix) >= 0 && !key.startsWith(prefix));
      for (const key of block.splice(first, behind - first)) removed.push(key);
      const isLast = first < block.length;
      if (block.length === 0) this.#blocks.splice(at, 1);
      else if (isLast) break;
      else at++;
    }
    return removed;
  }

  clear(): void {
    this.#blocks.length = 0;
  }

  /** The first block that reaches up to the key; their number when none does. */
  #blockOf(key: string): number {
    return firstIndex(this.#blocks, (block) => compareKeys(block.at(-1) ?? "", key) >= 0);
  }
}

/** The first index from which on the test holds, in a list where it does not hold before and does behind. */
function firstIndex<T>(list: readonly T[], test: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

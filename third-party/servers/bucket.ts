import type { Blob, Blobs } from "./blobs.ts";

/** A key by its UTF-8 bytes, one a character: so that JavaScript orders it as stores do. */
const toBinary = (key: string): string => Buffer.from(key).toString("latin1");
const fromBinary = (key: string): string => Buffer.from(key, "latin1").toString();

/** A flat set of named values, in the order of their names. */
export class Bucket {
  readonly #blobs: Blobs;
  readonly #values = new Map<string, Blob>();
  readonly #order: string[] = [];

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  get(key: string): Blob | undefined {
    return this.#values.get(toBinary(key));
  }

  set(key: string, blob: Blob): void {
    const name = toBinary(key);
    blob.keys += 1;
    const former = this.#values.get(name);
    if (former === undefined) this.#order.splice(this.#place(name), 0, name);
    else this.#drop(former);
    this.#values.set(name, blob);
  }

  delete(key: string): void {
    const name = toBinary(key);
    const blob = this.#values.get(name);
    if (blob === undefined) return;
    this.#values.delete(name);
    this.#order.splice(this.#place(name), 1);
    this.#drop(blob);
  }

  /** At most `limit` keys that begin with `prefix` and come behind `after`; `next` when there are more. */
  page(prefix: string, after: string, limit: number): { keys: string[]; next?: string } {
    const [begin, behind] = [toBinary(prefix), toBinary(after)];
    let at = this.#place(behind > begin ? behind : begin);
    if (this.#order[at] === behind) at += 1;
    const found = this.#order.slice(at, at + limit + 1);
    const end = found.findIndex((name) => !name.startsWith(begin));
    const keys = (end === -1 ? found : found.slice(0, end)).map(fromBinary);
    const next = keys[limit - 1];
    return keys.length > limit && next !== undefined ? { keys: keys.slice(0, limit), next } : { keys };
  }

  #drop(blob: Blob): void {
    blob.keys -= 1;
    this.#blobs.release(blob);
  }

  /** Where the name is, or would be. */
  #place(name: string): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle] ?? "") < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

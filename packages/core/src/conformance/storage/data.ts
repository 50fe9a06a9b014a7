import assert from "node:assert/strict";
import type { Storage } from "../../storage.ts";

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** As long as a prime number, so that no block or page of a storage begins twice at the same of its bytes. */
const block = Uint8Array.from(
  { length: 65_521 },
  (_, index) => Math.imul(index ^ (index >>> 7), 2_654_435_761) >>> 24,
);

/** Bytes that differ with the seed, and in which nothing repeats at the size of a block or a page. */
export function noise(size: number, seed = 1): Uint8Array {
  return new Uint8Array(Buffer.alloc(size, block.subarray(seed % 10_000)).buffer, 0, size);
}

/** Fails naming the first byte that differs; a diff of megabytes says nothing. */
export function assertBytes(actual: Uint8Array, expected: Uint8Array, what = "the value"): void {
  assert.ok(actual instanceof Uint8Array, `${what} is no Uint8Array`);
  if (Buffer.compare(actual, expected) === 0) return;
  const at = expected.findIndex((byte, index) => actual[index] !== byte);
  assert.fail(
    `${what} has ${actual.length} bytes of ${expected.length}` +
      (at === -1
        ? ""
        : `, and differs at byte ${at}: ${String(actual[at])} instead of ${String(expected[at])}`),
  );
}

/** The value under the key is this one, read whole and as a stream. */
export async function assertValue(storage: Storage, key: string, expected: Uint8Array): Promise<void> {
  const what = `the value of ${JSON.stringify(key)}`;
  assertBytes(await storage.read(key), expected, what);
  assertBytes(await collect(storage.readStream(key)), expected, `${what}, as a stream,`);
}

export async function assertText(storage: Storage, key: string, expected: string): Promise<void> {
  assert.equal(
    new TextDecoder().decode(await storage.read(key)),
    expected,
    `the value of ${JSON.stringify(key)}`,
  );
}

export async function assertMissing(storage: Storage, key: string): Promise<void> {
  assert.equal(await storage.stat(key), undefined, `${JSON.stringify(key)} should not be there`);
}

/** All keys with the prefix, page by page. */
export async function allKeys(storage: Storage, prefix = "", limit?: number): Promise<string[]> {
  const keys: string[] = [];
  const size = limit === undefined ? {} : { limit };
  let page = await storage.list(prefix, size);
  keys.push(...page.keys);
  while (page.next !== undefined) {
    const after = page.next;
    page = await storage.list(prefix, { ...size, after });
    assert.notEqual(page.next, after, "`next` of a page is where the page began: listing would never end");
    keys.push(...page.keys);
  }
  return keys;
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

export async function* inPieces(value: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < value.length; at += size) yield value.subarray(at, at + size);
}

/** Numbers from 0. */
export const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

import assert from "node:assert/strict";

/** The smallest value that can be stamped. */
const HEAD = 8;

/** A value that shows whether it is whole: its version and size, then that version in every byte. */
export function stamped(version: number, size: number): Uint8Array {
  const value = Buffer.alloc(Math.max(size, HEAD), version & 255);
  value.writeUInt32LE(version, 0);
  value.writeUInt32LE(value.length, 4);
  return new Uint8Array(value.buffer, value.byteOffset, value.length);
}

/** The version of a value; fails when the value is not whole. */
export function versionOf(value: Uint8Array, key: string): number {
  const what = `a reader of ${JSON.stringify(key)} saw a value that nobody wrote`;
  const view = Buffer.from(value.buffer, value.byteOffset, value.length);
  assert.ok(view.length >= HEAD, `${what}: ${view.length} bytes`);
  const version = view.readUInt32LE(0);
  const size = view.readUInt32LE(4);
  assert.equal(view.length, size, `${what}: ${view.length} bytes of ${size}`);
  const rest = view.subarray(HEAD);
  assert.ok(rest.equals(Buffer.alloc(rest.length, version & 255)), `${what}: parts of several`);
  return version;
}

/** Sizes that go up and down, so that remains of one value show in the next. */
export function sizeOf(version: number): number {
  return [100_000, 8, 300_000, 5000, 2_000_000, 40_000][version % 6] ?? HEAD;
}

import assert from "node:assert/strict";
import type { Storage } from "../../storage.ts";
import { allKeys, assertMissing, assertText, assertValue, bytes, inPieces } from "./data.ts";

/** A call that takes a key or a prefix. */
export interface Operation {
  readonly name: string;
  readonly call: (storage: Storage, key: string) => unknown;
}

const first = async (pieces: AsyncIterable<Uint8Array>): Promise<unknown> =>
  pieces[Symbol.asyncIterator]().next();

/** Every way to read a key that has to be there. */
export const readings: readonly Operation[] = [
  { name: "read", call: async (storage, key) => storage.read(key) },
  { name: "readStream", call: async (storage, key) => first(storage.readStream(key)) },
  { name: "link from", call: async (storage, key) => storage.link(key, "linked") },
];

/** Every call that takes a key. */
export const keyed: readonly Operation[] = [
  ...readings,
  { name: "stat", call: async (storage, key) => storage.stat(key) },
  { name: "write", call: async (storage, key) => storage.write(key, bytes("x")) },
  { name: "create", call: async (storage, key) => storage.create(key, bytes("x")) },
  { name: "writeStream", call: async (storage, key) => storage.writeStream(key, inPieces(bytes("x"), 1)) },
  { name: "link to", call: async (storage, key) => storage.link("there", key) },
  {
    name: "batch",
    call: async (storage, key) =>
      storage.batch([
        { key: "before", value: bytes("x") },
        { key, value: bytes("x") },
      ]),
  },
  { name: "localPath", call: (storage, key) => storage.localPath?.(key) },
];

/** Every call that takes a prefix. */
export const prefixed: readonly Operation[] = [
  { name: "list", call: async (storage, prefix) => storage.list(prefix) },
  { name: "delete", call: async (storage, prefix) => storage.delete(prefix) },
];

/** Does everything that a storage can do, once, below a folder of its own. */
export async function exercise(storage: Storage, folder: string): Promise<void> {
  const key = (name: string): string => `${folder}/${name}`;
  assert.deepEqual(await allKeys(storage, `${folder}/`), [], "keys of a folder that nobody wrote to");
  await storage.write(key("written"), bytes("1"));
  assert.equal(await storage.create(key("created"), bytes("2")), true, "create of a new key");
  assert.equal(await storage.create(key("created"), bytes("3")), false, "create of a key that is there");
  await storage.writeStream(key("streamed"), inPieces(bytes("stream"), 4));
  await storage.link(key("written"), key("linked"));
  await storage.batch(["b1", "b2"].map((name) => ({ key: key(name), value: bytes(name) })));
  await storage.sync();
  await assertValue(storage, key("written"), bytes("1"));
  await assertText(storage, key("created"), "2");
  await assertText(storage, key("streamed"), "stream");
  await assertText(storage, key("linked"), "1");
  const names = ["b1", "b2", "created", "linked", "streamed", "written"];
  assert.deepEqual(await allKeys(storage, `${folder}/`), names.map(key));
  await storage.delete(key("b"));
  await assertMissing(storage, key("b1"));
  assert.deepEqual(await allKeys(storage, `${folder}/`), names.slice(2).map(key));
}

import { MemoryStorage } from "@tierkreis/storage-memory";
import { expect, it } from "vitest";

const bytes = (text: string) => new TextEncoder().encode(text);

async function* once(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function piecesOf(storage: MemoryStorage, key: string): Promise<Uint8Array[]> {
  const pieces = [];
  for await (const piece of storage.readStream(key)) pieces.push(piece);
  return pieces;
}

it("gives every reader an array of its own", async () => {
  const storage = new MemoryStorage();
  await storage.write("a", bytes("value"));
  await storage.link("a", "b");
  (await storage.read("a")).fill(0);
  structuredClone(await storage.read("b"), { transfer: [(await storage.read("b")).buffer as ArrayBuffer] });
  for (const piece of await piecesOf(storage, "b")) piece.fill(0);
  expect(await storage.read("a")).toEqual(bytes("value"));
  expect(await storage.read("b")).toEqual(bytes("value"));
});

it("keeps no more than the value of an array that is part of a larger one", async () => {
  const storage = new MemoryStorage();
  const large = new Uint8Array(1000).fill(1);
  await storage.write("a", large.subarray(10, 13));
  await storage.create("b", large.subarray(10, 13));
  await storage.batch([{ key: "c", value: large.subarray(10, 13) }]);
  await storage.writeStream("d", once(large.subarray(10, 11), large.subarray(11, 13)));
  await storage.write("e", new Uint8Array(new SharedArrayBuffer(3)).fill(1));
  // Had it kept a part of the array, this would be seen.
  large.fill(2);
  for (const key of ["a", "b", "c", "d", "e"]) {
    const value = await storage.read(key);
    expect(value).toEqual(Uint8Array.of(1, 1, 1));
    expect(value.buffer.byteLength).toBe(3);
  }
});

it("lets a source use its array again", async () => {
  const storage = new MemoryStorage();
  const source = async function* () {
    const piece = new Uint8Array(2);
    for (const byte of [1, 2, 3]) yield piece.fill(byte);
  };
  await storage.writeStream("a", source());
  expect(await storage.read("a")).toEqual(Uint8Array.of(1, 1, 2, 2, 3, 3));
});

it("reads a value that is replaced meanwhile as it was", async () => {
  const storage = new MemoryStorage();
  await storage.write("a", new Uint8Array(1_000_000).fill(1));
  let size = 0;
  for await (const piece of storage.readStream("a")) {
    await storage.write("a", bytes("x"));
    await storage.delete("a");
    expect(piece.every((byte) => byte === 1)).toBe(true);
    size += piece.length;
  }
  expect(size).toBe(1_000_000);
});

it("pages through 100,000 keys without sorting them each time", async () => {
  const storage = new MemoryStorage();
  const empty = new Uint8Array();
  const keys = Array.from({ length: 100_000 }, (_, index) => `run/${String(index)}/_done`);
  await storage.batch(keys.map((key) => ({ key, value: empty })));
  const found: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page = await storage.list("run/", { after, limit: 100 });
    found.push(...page.keys);
    after = page.next;
    // A write between two pages.
    await storage.write(`other/${String(found.length)}`, empty);
  }
  expect(found).toEqual(keys.sort());
});

it("shares nothing with another storage, and forgets all when it is closed", async () => {
  const storage = new MemoryStorage();
  await storage.write("a", bytes("x"));
  expect(await new MemoryStorage().stat("a")).toBeUndefined();
  await storage.close();
  await storage.close();
  const closed = {
    code: "TKR_STORAGE_CLOSED",
    message: "[storage-memory] memory: is closed, and its values are gone. Make a new MemoryStorage.",
  };
  await expect(storage.read("a")).rejects.toMatchObject(closed);
  await expect(storage.write("a", bytes("x"))).rejects.toMatchObject(closed);
  await expect(storage.writeStream("a", once(bytes("x")))).rejects.toMatchObject(closed);
  await expect(storage.batch([])).rejects.toMatchObject(closed);
  await expect(storage.sync()).rejects.toMatchObject(closed);
  await expect(storage.list("")).rejects.toMatchObject(closed);
  await expect(storage.delete("")).rejects.toMatchObject(closed);
});

it("refuses to end a stream after it was closed", async () => {
  const storage = new MemoryStorage();
  const source = async function* () {
    yield bytes("x");
    await storage.close();
  };
  await expect(storage.writeStream("a", source())).rejects.toMatchObject({ code: "TKR_STORAGE_CLOSED" });
});

it("names the key that is not there", async () => {
  const storage = new MemoryStorage();
  await expect(storage.read("run/a")).rejects.toMatchObject({
    code: "TKR_STORAGE_NOT_FOUND",
    message: 'There is no value under the key "run/a" in memory:.',
    details: { key: "run/a" },
  });
});

it("writes nothing of a batch with a key that is none", async () => {
  const storage = new MemoryStorage();
  const writes = ["a", "../b"].map((key) => ({ key, value: bytes("x") }));
  await expect(storage.batch(writes)).rejects.toMatchObject({ code: "TKR_KEY_INVALID" });
  expect(await storage.list("")).toEqual({ keys: [] });
});

it.each([0, -1, 1.5, Number.NaN])("refuses a page of %s keys", async (limit) => {
  await expect(new MemoryStorage().list("", { limit })).rejects.toThrow(
    `Expected the \`limit\` option to be a whole number above 0, got ${String(limit)}.`,
  );
});

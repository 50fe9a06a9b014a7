import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { start } from "./support/program.ts";
import {
  allKeys,
  bytes,
  collect,
  tempFolder,
  temporaryFiles,
  tempStorage,
  textOf,
} from "./support/temp-storage.ts";

async function* inPieces(value: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < value.length; at += size) yield value.subarray(at, at + size);
}

function numbered(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);
}

/** How many files this process has open; `/dev/fd` is there on Linux and macOS. */
const openFiles = () => readdirSync("/dev/fd").length;

it.each([
  [0, 1],
  [10, 1],
  [100_000, 7],
  [262_144, 262_144],
  [262_145, 262_144],
  [1_000_000, 1000],
  [1_500_000, 300_000],
  [3_000_000, 3_000_000],
])("writes and reads %i bytes in pieces of %i", async (size, piece) => {
  const { storage, directory } = tempStorage();
  const value = numbered(size);
  await storage.writeStream("value", inPieces(value, piece));
  expect(Buffer.compare(await storage.read("value"), value)).toBe(0);
  expect(Buffer.compare(await collect(storage.readStream("value")), value)).toBe(0);
  expect(temporaryFiles(directory)).toEqual([]);
});

it("lets the source use its array again, and gives each piece an array of its own", async () => {
  const { storage } = tempStorage();
  const piece = new Uint8Array(200_000);
  await storage.writeStream(
    "value",
    (async function* () {
      for (let byte = 1; byte <= 5; byte += 1) yield piece.fill(byte);
    })(),
  );
  piece.fill(0);
  const pieces: Uint8Array[] = [];
  for await (const each of storage.readStream("value")) pieces.push(each);
  expect(pieces.length).toBeGreaterThan(1);
  const expected = [1, 2, 3, 4, 5].map((byte) => Buffer.alloc(200_000, byte));
  expect(Buffer.concat(pieces).equals(Buffer.concat(expected))).toBe(true);
});

it.each([10, 1_000_000])("leaves no trace of a source that throws after %i bytes", async (size) => {
  const { storage, directory } = tempStorage();
  await storage.write("old", bytes("old"));
  const before = openFiles();
  for (const key of ["old", "new"]) {
    const source = (async function* () {
      yield numbered(size);
      throw Object.assign(new Error("the source broke"), { code: "ENOSPC" });
    })();
    await expect(storage.writeStream(key, source)).rejects.toThrow(/^the source broke$/u);
  }
  expect(await textOf(storage, "old")).toBe("old");
  expect(await allKeys(storage)).toEqual(["old"]);
  expect(temporaryFiles(directory)).toEqual([]);
  expect(openFiles()).toBe(before);
});

it("refuses a source that gives something else than bytes", async () => {
  const { storage } = tempStorage();
  const source = (async function* () {
    yield "text" as unknown as Uint8Array;
  })();
  await expect(storage.writeStream("a", source)).rejects.toThrow(TypeError);
  expect(await allKeys(storage)).toEqual([]);
});

it("ends its source when the value cannot be written", async () => {
  const { storage } = tempStorage();
  await storage.write("a/b", bytes("x"));
  let ended = false;
  const source = (async function* () {
    try {
      for (;;) yield numbered(300_000);
    } finally {
      ended = true;
    }
  })();
  const area = `${storage.localPath("a").slice(0, -1)}.tierkreis-tmp`;
  rmSync(area, { recursive: true });
  writeFileSync(area, "in the way");
  await expect(storage.writeStream("a/c", source)).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    details: { errno: "ENOTDIR" },
  });
  expect(ended).toBe(true);
});

it("shows nothing of a stream before its last piece", async () => {
  const { storage } = tempStorage();
  await storage.writeStream(
    "value",
    (async function* () {
      for (let piece = 0; piece < 5; piece += 1) {
        expect(await storage.stat("value")).toBeUndefined();
        expect(await allKeys(storage)).toEqual([]);
        yield numbered(300_000);
      }
    })(),
  );
  expect(await storage.stat("value")).toEqual({ size: 1_500_000 });
});

it("frees the file when its reader leaves early, or never starts", async () => {
  const { storage } = tempStorage();
  await storage.write("value", numbered(3_000_000));
  const before = openFiles();
  for (let round = 0; round < 20; round += 1) {
    for await (const piece of storage.readStream("value")) {
      expect(piece.length).toBeGreaterThan(0);
      expect(openFiles()).toBe(before + 1);
      break;
    }
    storage.readStream("value");
  }
  expect(openFiles()).toBe(before);
});

it("says on the first piece that a value is missing", async () => {
  const { storage } = tempStorage();
  const pieces = storage.readStream("missing")[Symbol.asyncIterator]();
  await expect(pieces.next()).rejects.toMatchObject({
    code: "TKR_STORAGE_NOT_FOUND",
    details: { key: "missing" },
  });
});

it("goes on reading a value that was replaced or deleted meanwhile", async () => {
  const { storage } = tempStorage();
  const value = numbered(3_000_000);
  await storage.write("run/value", value);
  const read: Uint8Array[] = [];
  for await (const piece of storage.readStream("run/value")) {
    if (read.push(piece) === 1) await storage.write("run/value", bytes("new"));
    if (read.length === 2) await storage.delete("run/");
  }
  expect(Buffer.compare(Buffer.concat(read), value)).toBe(0);
});

// The conformance suite streams 3 GB, and allows for more memory.
it("streams a large value through 150 MB at most", { timeout: 120_000 }, async () => {
  const size = 512 * 1024 ** 2;
  const [line] = await start("memory-of-stream.ts", [tempFolder(), String(size)]).finished();
  const seen = JSON.parse(line!) as { stat: number; read: number; most: number; grown: number };
  expect(seen).toMatchObject({ stat: size, read: size });
  expect(seen.most).toBeLessThanOrEqual(1024 * 1024);
  expect(seen.grown).toBeLessThan(150);
});

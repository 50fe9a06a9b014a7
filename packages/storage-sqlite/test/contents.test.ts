import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import {
  allKeys,
  blobs,
  bytes,
  pieces,
  rowCounts,
  tempFolder,
  tempStorage,
  textOf,
  value,
} from "./support/temp-storage.ts";

const INLINE = 64 * 1024;
const empty = { entries: 0, contents: 0, shared: 0, garbage: 0 };

it("makes nothing on the disk before the first write, and one file by it", async () => {
  const file = join(tempFolder(), "deeper", "checkpoints.sqlite");
  const { storage } = tempStorage({ file });
  expect(await storage.list("")).toEqual({ keys: [] });
  expect(await storage.stat("a")).toBeUndefined();
  await expect(storage.read("a")).rejects.toMatchObject({
    code: "TKR_STORAGE_NOT_FOUND",
    details: { key: "a" },
  });
  await expect(storage.link("a", "b")).rejects.toMatchObject({
    code: "TKR_STORAGE_NOT_FOUND",
    details: { key: "a" },
  });
  await storage.delete("");
  await storage.sync();
  await storage.batch([]);
  expect(existsSync(dirname(file))).toBe(false);
  await storage.write("a", bytes("x"));
  await storage.close();
  expect(readdirSync(dirname(file))).toEqual(["checkpoints.sqlite"]);
});

it("keeps values up to 64 kB in the file, and larger ones whole beside it", async () => {
  const { storage, file } = tempStorage();
  await storage.write("small", value(INLINE));
  await storage.writeStream("small stream", pieces(value(INLINE / 2), value(INLINE / 2)));
  expect(blobs(file)).toEqual([]);
  await storage.write("large", value(INLINE + 1, 2));
  await storage.create("created", value(INLINE + 1, 2));
  await storage.batch([{ key: "one of many", value: value(2_000_000, 2) }]);
  await storage.writeStream("stream", pieces(value(INLINE, 2), value(1, 2)));
  const files = blobs(file).map((name) => readFileSync(join(`${file}-blobs`, name)));
  expect(files.map(({ length }) => length).sort((a, b) => a - b)).toEqual([
    INLINE + 1,
    INLINE + 1,
    INLINE + 1,
    2_000_000,
  ]);
  expect(files.every((content) => content.every((byte) => byte === 2))).toBe(true);
});

it("keeps a value once for all its links, and removes it with the last", async () => {
  const { storage, file } = tempStorage();
  await storage.write("a", value(200_000));
  await storage.write("s", bytes("small"));
  for (let link = 0; link < 5; link += 1) {
    await storage.link("a", `links/${link}`);
    await storage.link(`links/${link}`, "links/again");
    await storage.link("s", `small/${link}`);
  }
  await storage.link("a", "a");
  expect(blobs(file)).toHaveLength(1);
  expect(rowCounts(file)).toEqual({ entries: 13, contents: 2, shared: 2, garbage: 0 });
  await storage.delete("a");
  await storage.delete("s");
  expect(await storage.read("links/again")).toEqual(value(200_000));
  await storage.link("links/0", "small/0");
  await storage.write("links/again", bytes("other"));
  await storage.delete("links/");
  expect(await storage.read("small/0")).toEqual(value(200_000));
  expect(blobs(file)).toHaveLength(1);
  await storage.write("small/0", bytes("other"));
  await storage.delete("small/");
  await storage.close();
  expect(rowCounts(file)).toEqual(empty);
  expect(readdirSync(dirname(file))).toEqual(["checkpoints.sqlite"]);
});

it("leaves no file of what was refused, replaced or broken off", async () => {
  const { storage, file } = tempStorage();
  await storage.write("a", value(100_000));
  expect(await storage.create("a", value(100_000))).toBe(false);
  await storage.write("a", value(2_000_000));
  const broken = async function* () {
    yield value(500_000);
    throw new Error("the source broke");
  };
  await expect(storage.writeStream("a", broken())).rejects.toThrow("the source broke");
  const races = await Promise.all([1, 2, 3].map((byte) => storage.create("b", value(100_000, byte))));
  expect(races.filter(Boolean)).toHaveLength(1);
  await expect.poll(() => blobs(file)).toHaveLength(2);
});

it("deletes 50,000 keys with all that belongs to them, and nothing else", async () => {
  const { storage, file } = tempStorage();
  const keys = Array.from({ length: 50_000 }, (_, index) => `run/${index}`);
  await storage.batch(keys.map((key) => ({ key, value: bytes(key) })));
  await storage.write("run", bytes("kept"));
  await storage.link("run/7", "kept");
  await storage.delete("run/");
  expect(await storage.list("", { limit: Number.MAX_SAFE_INTEGER })).toEqual({ keys: ["kept", "run"] });
  expect(await textOf(storage, "kept")).toBe("run/7");
  await storage.close();
  expect(rowCounts(file)).toEqual({ entries: 2, contents: 2, shared: 0, garbage: 0 });
});

it("reads a value that is replaced and deleted meanwhile to its end", async () => {
  const { storage } = tempStorage();
  await storage.write("a", value(3_000_000, 1));
  let size = 0;
  for await (const piece of storage.readStream("a")) {
    await storage.write("a", value(3_000_000, 2));
    await storage.delete("a");
    expect(piece.every((byte) => byte === 1)).toBe(true);
    size += piece.length;
  }
  expect(size).toBe(3_000_000);
});

it.each([
  ["gone", (path: string) => rmSync(path)],
  ["cut short", (path: string) => truncateSync(path, 10)],
])(
  "takes a value whose file is %s, as after a power failure, for one that is not there",
  async (_, spoil) => {
    const { storage, file } = tempStorage();
    await storage.write("a", value(100_000));
    spoil(join(`${file}-blobs`, blobs(file)[0]!));
    const missing = { code: "TKR_STORAGE_NOT_FOUND", details: { key: "a" } };
    expect(await storage.stat("a")).toBeUndefined();
    await expect(storage.read("a")).rejects.toMatchObject(missing);
    await expect(storage.readStream("a")[Symbol.asyncIterator]().next()).rejects.toMatchObject(missing);
    await expect(storage.link("a", "b")).rejects.toMatchObject(missing);
    expect(await storage.create("a", value(100_000, 2))).toBe(true);
    expect(await storage.read("a")).toEqual(value(100_000, 2));
  },
);

it("finds the same values by a link to the file", async () => {
  const { storage, file } = tempStorage();
  await storage.write("large", value(100_000));
  const link = join(tempFolder(), "link.sqlite");
  symlinkSync(file, link);
  const { storage: other } = tempStorage({ file: link });
  expect(await other.read("large")).toEqual(value(100_000));
  await other.write("large too", value(100_000, 2));
  expect(await storage.read("large too")).toEqual(value(100_000, 2));
  expect(blobs(file)).toHaveLength(2);
});

it("keeps many runs in one file, for several storages at once", async () => {
  const { storage, file } = tempStorage();
  const { storage: other } = tempStorage({ file });
  const runs = Array.from({ length: 20 }, (_, index) => `run-${String(index).padStart(2, "0")}`);
  await Promise.all(
    runs.map((run, index) => (index % 2 === 0 ? storage : other).write(`${run}/x`, bytes(run))),
  );
  expect(await allKeys(storage)).toEqual(runs.map((run) => `${run}/x`));
  await storage.close();
  await other.delete("run-07/");
  expect(await allKeys(other)).toEqual(runs.filter((run) => run !== "run-07").map((run) => `${run}/x`));
});

import { resolve } from "node:path";
import { SqliteStorage, type SqliteStorageOptions } from "@tierkreis/storage-sqlite";
import { expect, it } from "vitest";
import { loadSqlite } from "../src/load-sqlite.ts";
import { DiskSync } from "../src/disk-sync.ts";
import { blobs, bytes, start, tempFolder, tempStorage, textOf, value } from "./support/temp-storage.ts";

it("says what it can do, and takes a file relative to the current folder", () => {
  expect(new SqliteStorage({ file: "x.sqlite" })).toMatchObject({
    specVersion: 1,
    name: `sqlite:${resolve("x.sqlite")}`,
    capabilities: { localFiles: false, cheapLink: true, durable: true, streams: true, persistent: true },
  });
});

it.each([
  [{}, "Expected the `file` option to be a path, got undefined."],
  [{ file: "" }, 'Expected the `file` option to be a path, got "".'],
  [{ file: "a\0b" }, "Expected the `file` option to be a path"],
  [
    { file: "a", busyTimeout: -1 },
    "Expected the `busyTimeout` option to be milliseconds, 0 or more, got -1.",
  ],
  [{ file: "a", busyTimeout: Number.NaN }, "Expected the `busyTimeout` option"],
])("refuses the options %o", (options, message) => {
  expect(() => new SqliteStorage(options as SqliteStorageOptions)).toThrow(TypeError);
  expect(() => new SqliteStorage(options as SqliteStorageOptions)).toThrow(message);
});

it("loads SQLite without a word of Node's, and leaves later warnings alone", async () => {
  const before = Object.getOwnPropertyDescriptor(process, "emitWarning");
  expect(loadSqlite()).toHaveProperty("DatabaseSync");
  expect(Object.getOwnPropertyDescriptor(process, "emitWarning")).toEqual(before);
  // `finished` fails when anything is written on standard error.
  const folder = tempFolder();
  expect(await start("counter.ts", `${folder}/x.sqlite`, "a", folder, "1").finished()).toEqual([
    "ready",
    "done",
  ]);
});

it("ends what was asked for when it is closed, and takes nothing more", async () => {
  const { storage, file } = tempStorage();
  const written = [storage.write("a", bytes("x")), storage.write("large", value(3_000_000))];
  const source = async function* () {
    yield value(500_000);
    await storage.close();
  };
  await Promise.all(written);
  const closed = {
    code: "TKR_STORAGE_CLOSED",
    message: `[storage-sqlite] sqlite:${file} is closed. Make a new SqliteStorage.`,
  };
  await expect(storage.writeStream("b", source())).rejects.toMatchObject(closed);
  await expect(storage.read("a")).rejects.toMatchObject(closed);
  await expect(storage.batch([])).rejects.toMatchObject(closed);
  await expect.poll(() => blobs(file)).toHaveLength(1);
  const { storage: next } = tempStorage({ file });
  expect(await textOf(next, "a")).toBe("x");
  expect(await next.stat("large")).toEqual({ size: 3_000_000 });
  expect(await next.stat("b")).toBeUndefined();
});

it("syncs what was written, for many callers at once", async () => {
  const { storage } = tempStorage();
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      await storage.write(`a/${index}`, value(index * 10_000));
      await storage.sync();
    }),
  );
  await storage.delete("a/");
  await expect(storage.sync()).resolves.toBeUndefined();
});

it("goes on to say that a sync failed: what the disk did not take is lost", async () => {
  const { storage, file } = tempStorage();
  await storage.write("a", bytes("x"));
  const disk = new DiskSync(file);
  await disk.sync();
  // A device that knows no fsync.
  disk.add("/dev/null");
  await expect(disk.sync()).rejects.toMatchObject({ code: "EINVAL" });
  await expect(disk.sync()).rejects.toMatchObject({ code: "EINVAL" });
});

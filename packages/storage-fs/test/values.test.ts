import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { allKeys, bytes, tempStorage, temporaryFiles, textOf } from "./support/temp-storage.ts";

const run = "00000000-0000-0000-0000-000000000069";

it("keeps a value as the file that its key names", async () => {
  const { storage, directory } = tempStorage();
  await storage.write(`${run}/-.N3/outputs/x`, bytes("value"));
  expect(readFileSync(join(directory, run, "-.N3", "outputs", "x"), "utf8")).toBe("value");
  expect(storage.localPath(`${run}/-.N3/outputs/x`)).toBe(join(directory, run, "-.N3", "outputs", "x"));
});

it("reads what another program put there", async () => {
  const { storage, directory } = tempStorage();
  mkdirSync(join(directory, run, "-.N3", "outputs"), { recursive: true });
  writeFileSync(storage.localPath(`${run}/-.N3/outputs/x`), "by a program");
  expect(await textOf(storage, `${run}/-.N3/outputs/x`)).toBe("by a program");
  expect(await storage.stat(`${run}/-.N3/outputs/x`)).toEqual({ size: 12 });
  expect(await storage.list("")).toEqual({ keys: [`${run}/-.N3/outputs/x`] });
});

it("makes nothing on the disk before the first write", async () => {
  const { storage, directory } = tempStorage();
  expect(await storage.list("")).toEqual({ keys: [] });
  expect(await storage.stat("a")).toBeUndefined();
  await storage.delete("");
  await storage.sync();
  expect(storage.localPath("a")).toBe(join(directory, "a"));
  expect(existsSync(directory)).toBe(false);
});

it.each([
  ["plain", "a/b/c"],
  ["with spaces", "a run/ b /c d "],
  ["with percent signs", "100%/%2F/%00"],
  ["with shell characters", "$(x)/`y`/*?[a]/'\"/~"],
  ["in other scripts", "übung/数据/данные/🧪"],
  ["with dots", ".hidden/..x/x../..."],
  ["with dashes and colons", "-rf/--/a:b"],
  ["as long as a segment may be", `${"s".repeat(255)}/${"ü".repeat(127)}`],
  ["as long as a key may be", Array.from({ length: 8 }, () => "k".repeat(127)).join("/")],
])("keeps values under keys %s", async (_, key) => {
  const { storage, directory } = tempStorage();
  await storage.write(key, bytes(key));
  expect(await textOf(storage, key)).toBe(key);
  expect(await storage.create(`${key}2`.slice(-200), bytes("2"))).toBe(true);
  expect(await allKeys(storage)).toContain(key);
  expect(readFileSync(join(directory, key), "utf8")).toBe(key);
});

it.each([
  "",
  "/a",
  "a/",
  "a//b",
  ".",
  "..",
  "../a",
  "a/../../b",
  "a/./b",
  "a\0b",
  "a\nb",
  "a\\b",
  "x".repeat(256),
  "a/".repeat(520) + "a",
])("refuses the key %j everywhere", async (key) => {
  const { storage, directory } = tempStorage();
  const refused = expect.objectContaining({ code: "TKR_KEY_INVALID" });
  await storage.write("fine", bytes("fine"));
  await expect(storage.read(key)).rejects.toEqual(refused);
  await expect(storage.write(key, bytes("x"))).rejects.toEqual(refused);
  await expect(storage.create(key, bytes("x"))).rejects.toEqual(refused);
  await expect(storage.link("fine", key)).rejects.toEqual(refused);
  await expect(storage.link(key, "other")).rejects.toEqual(refused);
  await expect(storage.stat(key)).rejects.toEqual(refused);
  await expect(storage.writeStream(key, storage.readStream("fine"))).rejects.toEqual(refused);
  await expect(storage.readStream(key)[Symbol.asyncIterator]().next()).rejects.toEqual(refused);
  expect(() => storage.localPath(key)).toThrow(refused);
  expect(readdirSync(directory)).toEqual([".tierkreis-tmp", "fine"]);
});

it("keeps its folder for temporary files to itself", async () => {
  const { storage } = tempStorage();
  for (const key of [".tierkreis-tmp", ".tierkreis-tmp/a", ".Tierkreis-TMP/a", ".tierkreis-x/b"]) {
    await expect(storage.write(key, bytes("x"))).rejects.toMatchObject({ code: "TKR_KEY_INVALID" });
  }
  await storage.write("a/.tierkreis-tmp/b", bytes("x"));
  expect(await allKeys(storage)).toEqual(["a/.tierkreis-tmp/b"]);
});

it.each([0, 1, 1000, 1024 * 1024, 1024 * 1024 + 1, 64 * 1024 * 1024])(
  "keeps %i bytes exactly",
  async (size) => {
    const { storage, directory } = tempStorage();
    const value = Buffer.alloc(size, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
    await storage.write("value", value);
    const read = await storage.read("value");
    expect(Object.getPrototypeOf(read)).toBe(Uint8Array.prototype);
    expect(Buffer.compare(read, value)).toBe(0);
    expect(await storage.stat("value")).toEqual({ size });
    expect(temporaryFiles(directory)).toEqual([]);
  },
);

it("replaces a value by a longer and by a shorter one", async () => {
  const { storage } = tempStorage();
  for (const text of ["first", "a longer one", "", "x"]) {
    await storage.write("a/b", bytes(text));
    expect(await textOf(storage, "a/b")).toBe(text);
  }
});

it("writes a batch in its order, the last of a key counting, and stops at the first that fails", async () => {
  const { storage } = tempStorage();
  const write = (key: string, text: string) => ({ key, value: bytes(text) });
  await storage.batch([write("a", "1"), write("b", "2"), write("a", "3")]);
  expect([await textOf(storage, "a"), await textOf(storage, "b")]).toEqual(["3", "2"]);
  await expect(storage.batch([write("c", "1"), write("a/b", "2"), write("d", "3")])).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    details: { key: "a/b" },
  });
  expect(await allKeys(storage)).toEqual(["a", "b", "c"]);
  await storage.batch([]);
});

it("takes folders that another process removed as not there, and makes them again", async () => {
  const { storage } = tempStorage();
  const other = tempStorage({ directory: storage.name.slice("fs:".length) }).storage;
  for (let round = 0; round < 3; round += 1) {
    await storage.write("run/a/b", bytes("x"));
    await storage.writeStream("run/c/d", storage.readStream("run/a/b"));
    await storage.link("run/a/b", "run/e/f");
    expect(await storage.create("run/g/h", bytes("x"))).toBe(true);
    expect(await storage.stat("run/a/b")).toEqual({ size: 1 });
    await other.delete("run/");
    expect(await storage.stat("run/a/b")).toBeUndefined();
    await expect(storage.read("run/a/b")).rejects.toMatchObject({ code: "TKR_STORAGE_NOT_FOUND" });
    expect(await allKeys(storage)).toEqual([]);
  }
});

it("goes on when somebody removes its whole directory", async () => {
  const { storage, directory } = tempStorage();
  for (const key of ["a", "a/b", "a/b/c"]) {
    await storage.write(key, bytes("x"));
    rmSync(directory, { recursive: true });
    expect(await storage.create(`${key}/created`, bytes("x"))).toBe(true);
    rmSync(directory, { recursive: true });
    await storage.writeStream(
      key,
      (async function* () {
        yield new Uint8Array(300_000);
      })(),
    );
    rmSync(directory, { recursive: true });
    await storage.delete("");
  }
});

it("lets a value take the place of folders that hold nothing any more", async () => {
  const { storage } = tempStorage();
  for (const place of [
    (key: string) => storage.write(key, bytes("x")),
    (key: string) => storage.create(key, bytes("x")),
    (key: string) => storage.link("value", key),
  ]) {
    await storage.write("value", bytes("x"));
    await storage.write("a/b/c", bytes("x"));
    await storage.delete("a/b/c");
    await place("a");
    expect(await textOf(storage, "a")).toBe("x");
    await storage.delete("");
  }
});

it("uses a directory that is a link itself", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a/b", bytes("x"));
  symlinkSync(directory, `${directory}-link`);
  const linked = tempStorage({ directory: `${directory}-link` }).storage;
  expect(await textOf(linked, "a/b")).toBe("x");
  await linked.write("a/c", bytes("y"));
  expect(await allKeys(linked)).toEqual(["a/b", "a/c"]);
  expect(await textOf(storage, "a/c")).toBe("y");
});

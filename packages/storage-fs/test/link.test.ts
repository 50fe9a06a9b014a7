import { chmodSync, lstatSync, readFileSync, statSync } from "node:fs";
import { expect, it } from "vitest";
import { start } from "./support/program.ts";
import { allKeys, bytes, tempFolder, temporaryFiles, tempStorage, textOf } from "./support/temp-storage.ts";

it("gives a value a second key without copying it", async () => {
  const { storage } = tempStorage();
  await storage.write("a/value", bytes("one"));
  await storage.link("a/value", "b/value");
  expect(await textOf(storage, "b/value")).toBe("one");
  expect(lstatSync(storage.localPath("b/value")).ino).toBe(lstatSync(storage.localPath("a/value")).ino);
});

it("keeps the two apart when one is written or deleted later", async () => {
  const { storage } = tempStorage();
  await storage.write("a", bytes("one"));
  await storage.link("a", "b");
  await storage.link("b", "c");
  await storage.write("a", bytes("two"));
  expect([await textOf(storage, "a"), await textOf(storage, "b")]).toEqual(["two", "one"]);
  await storage.write("b", bytes("three"));
  await storage.delete("a");
  expect([await textOf(storage, "b"), await textOf(storage, "c")]).toEqual(["three", "one"]);
});

it("replaces what is there, also when both are one file already", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a", bytes("one"));
  await storage.write("b", bytes("other"));
  for (const [from, to] of [
    ["a", "b"],
    ["a", "b"],
    ["b", "a"],
    ["a", "a"],
  ] as const) {
    await storage.link(from, to);
    expect([await textOf(storage, "a"), await textOf(storage, "b")]).toEqual(["one", "one"]);
    expect(temporaryFiles(directory)).toEqual([]);
  }
  expect(lstatSync(storage.localPath("a")).nlink).toBe(2);
  expect(await allKeys(storage)).toEqual(["a", "b"]);
});

it("says that a value is missing when there is none to link", async () => {
  const { storage } = tempStorage();
  await storage.write("folder/a", bytes("x"));
  for (const from of ["missing", "folder", "folder/a/below", "no/such/folder"]) {
    await expect(storage.link(from, "to")).rejects.toMatchObject({
      code: "TKR_STORAGE_NOT_FOUND",
      details: { key: from },
    });
  }
  expect(await storage.stat("to")).toBeUndefined();
});

it("gives one value a hundred thousand keys", { timeout: 120_000 }, async () => {
  const { storage, directory } = tempStorage();
  await storage.write("value", bytes("shared"));
  const count = 100_000;
  for (let index = 0; index < count; index += 1) await storage.link("value", `links/${index % 100}/${index}`);
  const inodes = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const { ino, size } = statSync(storage.localPath(`links/${index % 100}/${index}`));
    inodes.set(ino, (inodes.get(ino) ?? 0) + 1);
    if (size !== 6) throw new Error(`links/${index % 100}/${index} has ${size} bytes`);
  }
  // Copies serve many links each: there are a few files, not one for each link behind the limit.
  expect(inodes.size).toBeLessThan(5);
  expect(readFileSync(storage.localPath("links/99/99999"), "utf8")).toBe("shared");

  await storage.write("value", bytes("changed"));
  await storage.link("value", "links/new");
  expect([await textOf(storage, "links/new"), await textOf(storage, "links/99/99999")]).toEqual([
    "changed",
    "shared",
  ]);
  await storage.close();
  expect(temporaryFiles(directory)).toEqual([]);
});

it.runIf(process.getuid?.() === 0)("copies where the system lets this user make no second name", async () => {
  const folder = tempFolder();
  const { storage } = tempStorage({ directory: folder });
  await storage.write("of-root", bytes("readable"));
  await storage.write("open/to-all", bytes("x"));
  await storage.close();
  for (const path of [folder, `${folder}/open`]) chmodSync(path, 0o777);
  // Linux's protected_hardlinks: nobody may link to files of others that they may not write.
  const [line] = await start("unprivileged.ts", [folder, "link", "of-root", "open/linked"]).finished();
  expect(JSON.parse(line!)).toBe("done");
  expect(readFileSync(`${folder}/open/linked`, "utf8")).toBe("readable");
  expect(lstatSync(`${folder}/of-root`).nlink).toBe(1);
  expect(lstatSync(`${folder}/open/linked`).uid).toBe(65534);
});

it("makes many links to one value at once", async () => {
  const { storage } = tempStorage();
  await storage.write("value", new Uint8Array(2_000_000));
  await Promise.all(Array.from({ length: 500 }, (_, index) => storage.link("value", `links/${index % 250}`)));
  expect((await allKeys(storage, "links/")).length).toBe(250);
});

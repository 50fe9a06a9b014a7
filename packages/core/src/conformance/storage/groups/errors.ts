import assert from "node:assert/strict";
import { allKeys, assertText, bytes, inPieces } from "../data.ts";
import { assertRefused } from "../codes.ts";
import { group } from "../group.ts";
import { keyed, prefixed, readings } from "../operations.ts";

const noPrefixes = [
  "/",
  "/a",
  "a//",
  "a//b",
  "./",
  "../",
  "../a",
  "a/../b",
  "a/./",
  "a\0",
  "a\nb",
  "a\\b",
  "\ud800",
  `${"x".repeat(256)}/`,
];
const noKeys = ["", "a/", ".", "..", "a/..", ...noPrefixes, "x".repeat(256), `${"a/".repeat(520)}a`];
const reserved = [".tierkreis-tmp", ".tierkreis-x/a", ".TIERKREIS-TMP/a"];

export const errors = group("errors", (test) => {
  test("says TKR_STORAGE_NOT_FOUND for a key that is not there, a folder of keys too", async (storage) => {
    await storage.write("a/b", bytes("x"));
    for (const key of ["missing", "a", "a/b/c", "a/bb", "a/c"]) {
      for (const { name, call } of readings) {
        const what = `${name} of ${JSON.stringify(key)}, which is not there,`;
        await assertRefused(() => call(storage, key), "TKR_STORAGE_NOT_FOUND", { what, key });
      }
      assert.equal(await storage.stat(key), undefined, `stat of ${JSON.stringify(key)}, which is not there`);
    }
    assert.deepEqual(await allKeys(storage), ["a/b"]);
  });

  test("links nothing that is not there, and keeps what was", async (storage) => {
    await storage.write("to", bytes("old"));
    const what = "link from a missing key";
    await assertRefused(() => storage.link("missing", "to"), "TKR_STORAGE_NOT_FOUND", {
      what,
      key: "missing",
    });
    await assertText(storage, "to", "old");
  });

  test("says TKR_KEY_INVALID for what is no key, before anything is done", async (storage) => {
    await storage.write("there", bytes("old"));
    for (const key of [...noKeys, ...reserved]) {
      for (const { name, call } of keyed) {
        if (name === "localPath" && storage.localPath === undefined) continue;
        const what = `${name} with the key ${JSON.stringify(key.slice(0, 50))}`;
        await assertRefused(() => call(storage, key), "TKR_KEY_INVALID", { what });
      }
    }
    assert.deepEqual(await allKeys(storage), ["there"], "the keys after nothing but refused calls");
    await assertText(storage, "there", "old");
  });

  test("says TKR_KEY_INVALID for a prefix that no key can have, and deletes nothing", async (storage) => {
    await storage.write("a/b", bytes("x"));
    for (const prefix of [...noPrefixes, ...reserved]) {
      for (const { name, call } of prefixed) {
        const what = `${name} with the prefix ${JSON.stringify(prefix.slice(0, 50))}`;
        await assertRefused(() => call(storage, prefix), "TKR_KEY_INVALID", { what });
      }
    }
    for (const prefix of ["", ".", "..", "a/.", "a/..", ".t", ".tierkreis"]) await storage.list(prefix);
    for (const prefix of [".", "..", "a/.", "a/..", ".t", ".tierkreis"]) await storage.delete(prefix);
    assert.deepEqual(await allKeys(storage), ["a/b"]);
  });

  test("refuses a limit that is no whole number above 0 with a TypeError", async (storage) => {
    for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assert.rejects(
        async () => storage.list("", { limit }),
        TypeError,
        `list with the limit ${limit}`,
      );
    }
  });

  test("says with the first piece what is wrong with a stream, never before", async (storage) => {
    for (const key of ["missing", "../a"]) {
      const pieces = storage.readStream(key)[Symbol.asyncIterator]();
      await assert.rejects(async () => pieces.next(), `the first piece of ${key}`);
    }
    let asked = false;
    const source = inPieces(bytes("x"), 1);
    const watched = (async function* () {
      asked = true;
      yield* source;
    })();
    const what = "writeStream with an invalid key";
    await assertRefused(() => storage.writeStream("../a", watched), "TKR_KEY_INVALID", { what });
    assert.equal(asked, false, "whether the source of a refused stream was read");
  });
});

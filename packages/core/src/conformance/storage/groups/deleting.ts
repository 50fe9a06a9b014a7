import assert from "node:assert/strict";
import { messageOf, TierkreisError } from "../../../errors.ts";
import { allKeys, assertBytes, assertText, bytes, count, inPieces, noise } from "../data.ts";
import { group } from "../group.ts";
import { lookAlikes, prefixes } from "../look-alikes.ts";
import { compareKeys } from "../../../list-page.ts";

export const deleting = group("deleting", (test) => {
  test("removes what begins with the prefix and nothing else", async (storage) => {
    for (const prefix of prefixes) {
      for (const key of lookAlikes) await storage.write(key, bytes(key));
      await storage.delete(prefix);
      const rest = lookAlikes.filter((key) => !key.startsWith(prefix)).toSorted(compareKeys);
      assert.deepEqual(await allKeys(storage), rest, `what delete(${JSON.stringify(prefix)}) leaves`);
      for (const key of rest) await assertText(storage, key, key);
    }
  });

  test("takes what is not there as done", async (storage) => {
    for (const prefix of ["", "a", "a/", "a/b/c"]) await storage.delete(prefix);
    await storage.write("a/b", bytes("x"));
    for (const prefix of ["a/c", "a/b/", "a/b/c", "b"]) await storage.delete(prefix);
    await assertText(storage, "a/b", "x");
    for (const prefix of ["a/", "a/", "a"]) await storage.delete(prefix);
    assert.deepEqual(await allKeys(storage), []);
    await storage.write("a/b", bytes("again"));
    await assertText(storage, "a/b", "again");
  });

  test("lets a reader that has begun end well, or fail: it never gets half a value", async (storage) => {
    const value = noise(3_000_000);
    for (const change of [
      async () => storage.delete("run/"),
      async () => storage.write("run/value", bytes("new")),
      async () => storage.link("other", "run/value"),
    ]) {
      await storage.write("other", bytes("other"));
      await storage.write("run/value", value.slice());
      const read: Uint8Array[] = [];
      let error: unknown;
      try {
        for await (const piece of storage.readStream("run/value")) if (read.push(piece) === 1) await change();
      } catch (thrown) {
        error = thrown;
      }
      if (error === undefined)
        assertBytes(Buffer.concat(read), value, "what a reader got of a value that changed,");
      else
        assert.ok(
          TierkreisError.isInstance(error),
          `a reader got an error without a code: ${messageOf(error)}`,
        );
    }
  });

  test("leaves what is written behind it", async (storage) => {
    const value = noise(500_000);
    let pieces = 0;
    const source = (async function* () {
      for await (const piece of inPieces(value, 100_000)) {
        if ((pieces += 1) === 3) await storage.delete("run/");
        yield piece;
      }
    })();
    await storage.write("run/old", bytes("x"));
    await storage.writeStream("run/streamed", source);
    assert.deepEqual(await allKeys(storage), ["run/streamed"]);
    assertBytes(await storage.read("run/streamed"), value);
  });

  test("shows readers whole values until they are gone", async (storage) => {
    const keys = count(500).map((index) => `run/${index % 10}/${index}`);
    await storage.batch(keys.map((key) => ({ key, value: bytes(key) })));
    const readAll = keys.map((key) => async () => {
      const text = await storage.read(key).then(
        (value) => new TextDecoder().decode(value),
        (error: unknown) => (TierkreisError.isInstance(error) ? error.code : String(error)),
      );
      assert.ok(text === key || text === "TKR_STORAGE_NOT_FOUND", `a reader of ${key} got ${text}`);
    });
    await Promise.all([
      ...readAll.slice(0, 250).map(async (read) => read()),
      storage.delete("run/"),
      storage.list("run/"),
      ...readAll.map(async (read) => read()),
    ]);
    assert.deepEqual(await allKeys(storage), []);
  });
});

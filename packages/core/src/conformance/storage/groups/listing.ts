import assert from "node:assert/strict";
import { compareKeys } from "../../../list-page.ts";
import { allKeys, bytes, count } from "../data.ts";
import { group } from "../group.ts";
import { lookAlikes, prefixes } from "../look-alikes.ts";

const numbered = (length: number): string[] =>
  count(length).map((index) => `page/${String(index).padStart(4, "0")}`);

export const listing = group("listing", (test) => {
  test("finds what begins with the prefix and nothing else", async (storage) => {
    for (const key of lookAlikes) await storage.write(key, bytes("x"));
    const sorted = lookAlikes.toSorted(compareKeys);
    for (const prefix of prefixes) {
      const expected = sorted.filter((key) => key.startsWith(prefix));
      assert.deepEqual(await allKeys(storage, prefix), expected, `list(${JSON.stringify(prefix)})`);
      assert.deepEqual(
        await allKeys(storage, prefix, 1),
        expected,
        `list(${JSON.stringify(prefix)}), one key a page`,
      );
    }
  });

  test("sorts by code points of the whole key", async (storage) => {
    const sorted = [
      "a b/x",
      "a!/x",
      "a-b",
      "a-b.c/x",
      "a.b",
      "a/x",
      "a0",
      "aa",
      "z",
      "\u00e9",
      "\u6f22",
      "\uffee",
      "\u{1f9ea}",
    ];
    for (const key of sorted.toReversed()) await storage.write(key, bytes("x"));
    assert.deepEqual(await allKeys(storage), sorted);
    assert.deepEqual(await allKeys(storage, "", 1), sorted, "one key a page");
    assert.deepEqual((await storage.list("", { after: "\u6f22" })).keys, sorted.slice(-2), "behind \u6f22");
    assert.deepEqual((await storage.list("", { after: "\uffee" })).keys, sorted.slice(-1), "behind \\uffee");
  });

  test("loses and repeats no key at the border of a page, of whatever size", async (storage) => {
    const all = numbered(24);
    await storage.batch(all.map((key) => ({ key, value: bytes(key) })));
    for (const limit of [...count(26).map((index) => index + 1), 1_000_000]) {
      const { keys } = await storage.list("page/", { limit });
      assert.ok(keys.length <= limit, `${keys.length} keys on a page of ${limit}`);
      assert.deepEqual(await allKeys(storage, "page/", limit), all, `in pages of ${limit}`);
    }
  });

  test("gives at most 1000 keys when not asked for another number", async (storage) => {
    const all = numbered(2001);
    await storage.batch(all.map((key) => ({ key, value: bytes(key) })));
    assert.ok((await storage.list("")).keys.length <= 1000, "keys on a page without a limit");
    assert.deepEqual(await allKeys(storage), all);
  });

  test("begins behind a text that need not be a key", async (storage) => {
    const all = ["a/1", "a/1/x".replace("1/x", "10"), "a/2", "b/1", "c/1/x"];
    for (const key of all) await storage.write(key, bytes("x"));
    for (const after of [
      "",
      "A",
      "a",
      "a/",
      "a/0",
      "a/1",
      "a/1\u{10ffff}",
      "a/10",
      "a/9",
      "b",
      "c/1",
      "c/1/x",
      "c/1/y",
      "d",
      "\u{10ffff}",
    ]) {
      for (const prefix of ["", "a/", "a/1", "c/"]) {
        const expected = all.filter((key) => key.startsWith(prefix) && compareKeys(key, after) > 0);
        const { keys } = await storage.list(prefix, { after, limit: 100 });
        assert.deepEqual(keys, expected, `list(${JSON.stringify(prefix)}) behind ${JSON.stringify(after)}`);
      }
    }
  });

  test("gives one empty page where nothing is", async (storage) => {
    for (const prefix of ["", "a", "a/", "a/b/"]) assert.deepEqual(await allKeys(storage, prefix), []);
    await storage.write("a/b", bytes("x"));
    await storage.delete("a/b");
    for (const prefix of ["", "a", "a/", "a/b"]) assert.deepEqual(await allKeys(storage, prefix), []);
  });

  test("lists 10,000 keys", async (storage) => {
    const all = count(10_000).map((index) => `run/place-${index % 100}/outputs/${index}`);
    await storage.batch(all.map((key) => ({ key, value: bytes("x") })));
    const sorted = all.toSorted();
    assert.deepEqual(await allKeys(storage, "run/"), sorted);
    assert.deepEqual(await allKeys(storage, "run/", 5000), sorted, "in pages of 5000");
    assert.deepEqual(await allKeys(storage, "run/", 20_000), sorted, "in pages of 20,000");
    assert.equal((await allKeys(storage, "run/place-7/")).length, 100);
  });

  test("goes on where keys were deleted meanwhile", async (storage) => {
    const all = count(30).map((index) => `run/${index + 10}`);
    await storage.batch(all.map((key) => ({ key, value: bytes(key) })));
    const first = await storage.list("run/", { limit: 10 });
    await storage.delete("run/2");
    const rest = await storage.list("run/", first.next === undefined ? {} : { after: first.next });
    assert.deepEqual(rest.keys, all.slice(20));
  });

  test("lists each key that stays exactly once while others come and go", async (storage) => {
    const stay = numbered(300);
    const go = count(300).map((index) => `${stay[index] ?? ""}-goes`);
    await storage.batch([...stay, ...go].map((key) => ({ key, value: bytes(key) })));
    const found: string[] = [];
    let after: string | undefined = "";
    for (let round = 0; after !== undefined; round += 1) {
      const page: Awaited<ReturnType<typeof storage.list>> = await storage.list("page/", { after, limit: 7 });
      found.push(...page.keys);
      after = page.next;
      // Among them the key where the next page begins.
      for (const key of page.keys) if (key.endsWith("-goes")) await storage.delete(key);
      await storage.write(`page/new-${round}`, bytes("x"));
      await storage.write(`page/${String(round).padStart(4, "0")}-new`, bytes("x"));
    }
    assert.deepEqual(
      found.filter((key) => /^page\/\d+$/.test(key)),
      stay,
    );
    assert.equal(new Set(found).size, found.length, "keys that were listed, each counted once");
  });
});

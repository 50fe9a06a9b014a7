import assert from "node:assert/strict";
import { TierkreisError } from "../../../errors.ts";
import { allKeys, assertMissing, assertText, bytes, count } from "../data.ts";
import { group } from "../group.ts";

/** Each is one segment, and no two are the same key. Some look the same, or stand for one another somewhere. */
const segments = [
  ...["a", "A", "ss", "SS", "\u00df", "i", "I", "\u0130", "\u0131"],
  ...["\u00e4", "a\u0308", "\u1e9b\u0323", "\ufb01", "fi", "\u212b", "\u00c5"],
  ...[
    "%41",
    "%",
    "%%",
    "%2F",
    "%2f",
    "%00",
    "100%",
    "a+b",
    "a b",
    "a%20b",
    " ",
    " a",
    "a ",
    "  ",
    "\u00a0",
    "\u200b",
  ],
  ...["_", "a_c", "abc", "a*c", "a?c", "[ab]c", "{a,b}", "^a$", "(a|b)", "a.c"],
  ...["'", "''", '"', "`", "$a", "${a}", "#", "&", ";", "<a>", "=", "a:b", "@", "!", ",", "|", "~"],
  ...["...", "..a", "a..", ".a", "a.", "-", "-rf", "--"],
  ...["__proto__", "constructor", "toString", "null", "undefined", "true", "NaN", "CON", "nul", "COM1"],
  ...["0", "00", "1", "01", "1.0", "1e0", "+1", "-0", "18446744073709551616"],
  ...[
    "\u6f22\u5b57",
    "\u05e2\u05d1",
    "\u0e01\u0e33",
    "\u{1f9ea}",
    "\u{1f468}\u200d\u{1f469}",
    "\uffee",
    "\u{10ffff}",
  ],
];

const longKeys = [
  "s".repeat(255),
  `${"t".repeat(255)}/${"\u00fc".repeat(127)}`,
  count(4)
    .map(() => "k".repeat(255))
    .join("/"),
  `${"d/".repeat(511)}d`,
  `e/${"\u{1f9ea}".repeat(63)}/${"f".repeat(200)}`,
];

async function assertApart(
  storage: Parameters<typeof assertText>[0],
  keys: readonly string[],
): Promise<void> {
  for (const key of keys) await storage.write(key, bytes(`value of ${key}`));
  for (const key of keys) await assertText(storage, key, `value of ${key}`);
  assert.deepEqual((await allKeys(storage)).sort(), keys.toSorted());
  for (const key of keys) {
    const found = await allKeys(storage, key);
    assert.ok(found.includes(key), `list(${JSON.stringify(key)}) should find the key itself`);
  }
  const [first = "", ...rest] = keys;
  await storage.delete(first);
  await assertMissing(storage, first);
  for (const key of rest.filter((key) => !key.startsWith(first)))
    await assertText(storage, key, `value of ${key}`);
}

export const keys = group("keys", (test) => {
  test("keeps keys apart that look alike: letters, forms of letters, signs", async (storage) => {
    await assertApart(
      storage,
      segments.map((segment) => `odd/${segment}`),
    );
  });

  test("takes them as folders too", async (storage) => {
    await assertApart(
      storage,
      segments.map((segment) => `${segment}/value`),
    );
  });

  test("takes keys as long and as deep as they may be", async (storage) => {
    await assertApart(storage, longKeys);
    for (const key of longKeys) await storage.write(key, bytes("x"));
    for (const key of longKeys) await storage.delete(key.slice(0, 2));
    assert.deepEqual(await allKeys(storage), [], "the keys that deleting by a prefix leaves");
  });

  test("knows a key as itself only, and never a folder of keys", async (storage) => {
    await storage.write("run/place/value", bytes("x"));
    for (const key of [
      "run",
      "run/place",
      "run/place/valu",
      "run/place/value2",
      "run/place/value/x",
      "place",
      "value",
    ]) {
      await assertMissing(storage, key);
    }
    await storage.delete("run/place/value");
    for (const key of ["run", "run/place", "run/place/value"]) await assertMissing(storage, key);
    assert.deepEqual(await allKeys(storage), []);
  });

  test("takes a key where deleted keys were", async (storage) => {
    const places = [
      async (key: string) => storage.write(key, bytes("x")),
      async (key: string) => storage.create(key, bytes("x")),
      async (key: string) => storage.link("from", key),
      async (key: string) => storage.batch([{ key, value: bytes("x") }]),
    ];
    for (const [index, place] of places.entries()) {
      await storage.write("from", bytes("x"));
      await storage.write(`${index}/b/c`, bytes("y"));
      await storage.delete(`${index}/b/c`);
      await place(`${index}`);
      await assertText(storage, `${index}`, "x");
      await storage.delete(`${index}`);
      await storage.write(`${index}/b/c`, bytes("z"));
      await assertText(storage, `${index}/b/c`, "z");
    }
  });

  test("keeps both a key and one below it, or refuses the second and keeps the first", async (storage) => {
    for (const [first, second] of [
      ["f/a/b", "f/a"],
      ["g/a", "g/a/b"],
    ] as const) {
      await storage.write(first, bytes("first"));
      const isKept = await storage.write(second, bytes("second")).then(
        () => true,
        (error: unknown) => {
          assert.ok(TierkreisError.isInstance(error), `refused with ${String(error)}`);
          assert.equal(error.code, "TKR_STORAGE_FAILED", error.message);
          return false;
        },
      );
      await assertText(storage, first, "first");
      if (isKept) await assertText(storage, second, "second");
      else await assertMissing(storage, second);
    }
  });

  test("keeps 10,000 keys", async (storage) => {
    const all = count(10_000).map((index) => `run/-.N${index % 100}/outputs/${index}`);
    await storage.batch(all.map((key) => ({ key, value: bytes(key) })));
    // Some at a time: a storage across a network waits for each.
    for (const some of count(200))
      await Promise.all(all.slice(some * 50, some * 50 + 50).map((key) => assertText(storage, key, key)));
    await storage.delete("run/");
    for (const key of all.slice(0, 100)) await assertMissing(storage, key);
  });
});

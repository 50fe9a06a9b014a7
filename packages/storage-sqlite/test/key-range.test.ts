import { compareKeys, listPage } from "@tierkreis/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { allKeys, tempStorage } from "./support/temp-storage.ts";

const letters = [
  "a",
  "b",
  "/",
  "%",
  "_",
  "ä",
  "\u{d7ff}",
  "\u{e000}",
  "\u{fffd}",
  "\u{ffff}",
  "\u{10000}",
  "\u{1f9ea}",
  "\u{10ffff}",
];
const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 3 });
/** Valid also where the letter is a slash. */
const prefix = text.map((end) => `k${end}`.replaceAll(/\/+/g, "/"));
const key = prefix.map((start) => `${start}x`);
/** Any text, with halves of surrogate pairs. */
const anything = fc.string({
  unit: fc.constantFrom("k", ...letters, "\ud800", "\udbff", "\udc00", "\udfff"),
  maxLength: 4,
});

it("lists by code points, under any prefix and behind any text", async () => {
  const { storage } = tempStorage();
  const ask = async (keys: readonly string[], start: string, after: string) => {
    await storage.delete("");
    await storage.batch(keys.map((one) => ({ key: one, value: new Uint8Array() })));
    expect(await storage.list(start, { after, limit: 3 })).toEqual(
      listPage(keys, start, { after, limit: 3 }),
    );
    expect(await allKeys(storage, start, 2)).toEqual(
      keys.filter((one) => one.startsWith(start)).sort(compareKeys),
    );
  };
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 12 }),
      fc.oneof(fc.constant(""), prefix),
      fc.oneof(
        anything,
        key,
        anything.map((end) => `k${end}`),
      ),
      ask,
    ),
    { numRuns: 300 },
  );
});

it("deletes what starts with a prefix, wildcards of SQL taken as they are", async () => {
  const { storage } = tempStorage();
  const keys = ["k%", "k%/a", "k_", "ka", "k\u{10ffff}", "k\u{10ffff}\u{10ffff}", "l"];
  await storage.batch(keys.map((one) => ({ key: one, value: new Uint8Array() })));
  await storage.delete("k%");
  expect(await allKeys(storage)).toEqual(["k_", "ka", "k\u{10ffff}", "k\u{10ffff}\u{10ffff}", "l"]);
  await storage.delete("k\u{10ffff}");
  expect(await allKeys(storage)).toEqual(["k_", "ka", "l"]);
  await storage.delete("k");
  expect(await allKeys(storage)).toEqual(["l"]);
});

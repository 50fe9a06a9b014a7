import { compareKeys } from "@tierkreis/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SortedKeys } from "../src/sorted-keys.ts";

function sortedKeys(keys: Iterable<string>): SortedKeys {
  const sorted = new SortedKeys();
  for (const key of new Set(keys)) sorted.add(key);
  return sorted;
}

const key = fc.string({ unit: fc.constantFrom("a", "b", "/", "0", "\uffee", "\u{1f9ea}"), maxLength: 4 });
const keys = fc.array(key, { maxLength: 300 });

/** Enough to be cut into many blocks, in an order that is none. */
const many = Array.from({ length: 20_000 }, (_, index) => `k/${String((index * 7919) % 20_000)}`);

it("gives all keys from any on, in their order", () => {
  fc.assert(
    fc.property(keys, key, (all, start) => {
      const expected = [...new Set(all)].sort(compareKeys).filter((one) => compareKeys(one, start) >= 0);
      expect([...sortedKeys(all).from(start)]).toEqual(expected);
    }),
  );
});

it("takes out what starts with a prefix, and nothing else", () => {
  fc.assert(
    fc.property(keys, key, (all, prefix) => {
      const sorted = sortedKeys(all);
      const [gone, left] = [true, false].map((is) =>
        [...new Set(all)].sort(compareKeys).filter((one) => one.startsWith(prefix) === is),
      );
      expect(sorted.removeAll(prefix)).toEqual(gone);
      expect([...sorted.from("")]).toEqual(left);
    }),
  );
});

it("keeps the order over many blocks, also when they are put in, taken out and put in again", () => {
  const sorted = sortedKeys(many);
  expect([...sorted.from("")]).toEqual(many.toSorted());
  expect([...sorted.from("k/5")]).toEqual(many.toSorted().filter((one) => one >= "k/5"));
  expect(sorted.removeAll("k/1")).toEqual(many.toSorted().filter((one) => one.startsWith("k/1")));
  expect(sorted.removeAll("k/1")).toEqual([]);
  for (const one of many.filter((each) => each.startsWith("k/1"))) sorted.add(one);
  expect([...sorted.from("")]).toEqual(many.toSorted());
  expect(sorted.removeAll("k/")).toHaveLength(20_000);
  expect([...sorted.from("")]).toEqual([]);
});

it("forgets all", () => {
  const sorted = sortedKeys(many);
  sorted.clear();
  expect([...sorted.from("")]).toEqual([]);
});

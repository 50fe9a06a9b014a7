import fc from "fast-check";
import { compareKeys, listPage } from "@tierkreis/core";
import { expect, it } from "vitest";

it("orders keys as their UTF-8 bytes", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
  expect(compareKeys("\uffee", "\u{1f9ea}")).toBeLessThan(0);
  expect(compareKeys("a\u{1f9ea}", "a")).toBeGreaterThan(0);
});

it("gives the page behind a text that need not be a key, and its end only where more follow", () => {
  const keys = ["a/3", "b", "a/1", "a/2", "a/10"];
  expect(listPage(keys, "a/")).toEqual({ keys: ["a/1", "a/10", "a/2", "a/3"] });
  expect(listPage(keys, "a/", { limit: 2 })).toEqual({ keys: ["a/1", "a/10"], next: "a/10" });
  expect(listPage(keys, "a/", { after: "a/10", limit: 2 })).toEqual({ keys: ["a/2", "a/3"] });
  expect(listPage(keys, "a/", { after: "a/1x" })).toEqual({ keys: ["a/2", "a/3"] });
  expect(listPage(keys, "c")).toEqual({ keys: [] });
});

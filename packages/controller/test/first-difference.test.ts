import { expect, it } from "vitest";
import { firstDifference } from "../src/driver/first-difference.ts";

it("finds no difference between trees that are alike, whatever the order of their keys", () => {
  expect(firstDifference({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBeUndefined();
});

it.each([
  [{ nodes: [{ name: "a" }] }, { nodes: [{ name: "b" }] }, 'nodes[0].name was "a", now "b"'],
  [{ nodes: [1] }, { nodes: [1, 2] }, "nodes[1] was not there, now 2"],
  [{ a: { b: 1 } }, { a: [1] }, "a was an object, now a list of 1"],
  [1, 2, "it was 1, now 2"],
])("names the first difference of %j and %j", (before, now, words) => {
  expect(firstDifference(before, now)).toBe(words);
});

it("takes trees of any depth", () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 50_000; depth++) deep = [deep];
  expect(firstDifference(deep, structuredClone(1))).toMatch(/^it was a list/);
  expect(firstDifference(deep, deep)).toBeUndefined();
});

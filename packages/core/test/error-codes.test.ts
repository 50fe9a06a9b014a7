// docs/errors.md tells of every code, and of none that is not there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "..", path), "utf8");

it("documents every error code once, and no other", () => {
  const [, union = ""] = /^export type ErrorCode =([^;]*);/m.exec(read("src/errors.ts")) ?? [];
  const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code);
  const headings = [...read("../../docs/errors.md").matchAll(/^#+ (TKR_.*)$/gm)].map(
    ([, heading]) => heading,
  );
  expect(codes).toContain("TKR_BUG");
  expect(headings.toSorted()).toEqual(codes.toSorted());
});

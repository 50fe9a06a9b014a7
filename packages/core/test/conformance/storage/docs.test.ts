import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { defineStorage } from "@tierkreis/core";
import { docBlocks } from "../../../../../scripts/lib/doc-blocks.ts";
import { memoryStorage } from "../../../../../scripts/testing/memory-storage.ts";
import { docPage, rowsOf } from "../../support/doc-page.ts";
import { brokenStorages } from "./broken/index.ts";

it("shows the storage that is tested, of a hundred lines at most", () => {
  const block = docBlocks(docPage("writing-a-storage.md")).find(({ file }) => file === "table-storage.ts");
  expect(block?.text).toBe(readFileSync(join(import.meta.dirname, "table-storage.ts"), "utf8"));
  expect(block?.text.trimEnd().split("\n").length).toBeLessThanOrEqual(100);
});

it("lists the broken storages and the groups that find them", () => {
  const [, section = ""] = docPage("conformance.md").split("\n## Storage\n");
  const expected = Object.entries(brokenStorages).map(([fault, { groups }]) => [
    fault,
    groups.map((group) => `\`${group}\``).join(", "),
  ]);
  expect(rowsOf(section, "a storage that")).toEqual(expected);
});

it("names every member and every capability of a storage", () => {
  const page = docPage("writing-a-storage.md");
  const members = rowsOf(page, "member")
    .map(([cell]) => cell)
    .join();
  const local = defineStorage({ ...memoryStorage(), localPath: (key) => `/${key}` });
  for (const name of Object.keys(local)) expect(members).toMatch(new RegExp(`\`${name}\\b`));
  const declared = rowsOf(page, "capability").map(([cell]) => cell);
  expect(declared.sort()).toEqual(
    Object.keys(local.capabilities)
      .map((name) => `\`${name}\``)
      .sort(),
  );
});

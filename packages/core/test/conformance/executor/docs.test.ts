import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { probes } from "@tierkreis/core/conformance";
import { docBlocks } from "../../../../../scripts/lib/doc-blocks.ts";
import { docPage, rowsOf } from "../../support/doc-page.ts";
import { brokenExecutors } from "./broken/index.ts";

it("shows the executor that is tested, of a hundred lines at most", () => {
  const block = docBlocks(docPage("writing-an-executor.md")).find(({ file }) => file === "toy-executor.ts");
  expect(block?.text).toBe(readFileSync(join(import.meta.dirname, "toy-executor.ts"), "utf8"));
  expect(block?.text.trimEnd().split("\n").length).toBeLessThanOrEqual(100);
});

it("lists the broken executors and the groups that find them", () => {
  const [, section = ""] = docPage("conformance.md").split("\n## Executor\n");
  const expected = Object.entries(brokenExecutors).map(([fault, { group }]) => [fault, `\`${group}\``]);
  expect(rowsOf(section, "an executor that")).toEqual(expected);
});

it("describes each probe as the code does", () => {
  const rows = rowsOf(docPage("writing-an-executor.md"), "probe");
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(probes).map(([name, words]) => [`\`${name}\``, words])),
  );
});

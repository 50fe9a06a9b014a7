import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { probes } from "@tierkreis/core/conformance";
import { docBlocks } from "../../../../../scripts/lib/doc-blocks.ts";
import { root } from "../../../../../scripts/lib/root.ts";
import { brokenExecutors } from "./broken/index.ts";

const page = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

/** The rows of the tables whose first column has this heading, cell by cell, as plain text. */
function rowsOf(markdown: string, heading: string): readonly (readonly string[])[] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it("shows the executor that is tested, of a hundred lines at most", () => {
  const block = docBlocks(page("writing-an-executor.md")).find(({ file }) => file === "toy-executor.ts");
  expect(block?.text).toBe(readFileSync(join(import.meta.dirname, "toy-executor.ts"), "utf8"));
  expect(block?.text.trimEnd().split("\n").length).toBeLessThanOrEqual(100);
});

it("lists the broken executors and the groups that find them", () => {
  const [, section = ""] = page("conformance.md").split("\n## Executor\n");
  const expected = Object.entries(brokenExecutors).map(([fault, { group }]) => [fault, `\`${group}\``]);
  expect(rowsOf(section, "an executor that")).toEqual(expected);
});

it("describes each probe as the code does", () => {
  const rows = rowsOf(page("writing-an-executor.md"), "probe");
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(probes).map(([name, words]) => [`\`${name}\``, words])),
  );
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../../scripts/lib/root.ts";

/** The text of a page of `docs/`. */
export const docPage = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

/** The rows of the tables whose first column has this heading, cell by cell, as plain text. */
export function rowsOf(markdown: string, heading: string): readonly (readonly string[])[] {
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

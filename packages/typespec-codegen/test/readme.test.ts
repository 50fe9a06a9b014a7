import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { $lib } from "../src/index.ts";
import { stubsOf } from "./helpers/schema.ts";

const readme = await readFile(join(import.meta.dirname, "../README.md"), "utf8");
const block = (language: string, after: string): string =>
  new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme.slice(readme.indexOf(after)))?.[1] ?? "";

it("shows what its example really gives", async () => {
  const { code, diagnostics } = await stubsOf(block("tsp", "## Example"));
  expect(diagnostics).toEqual([]);
  expect(block("ts", "is then:")).toBe(code);
});

it("shows what its errors really are", async () => {
  const schema = "model A {\n  broken: strng;\n}\ninterface w { x(): A }";
  const [unknown, date] = block("text", "## Errors").trim().split("\n");
  expect((await stubsOf(schema)).diagnostics).toEqual([unknown?.replace("2:14", "2:11")]);
  const dates = await stubsOf("\n\n\n\n\ninterface w { x(a: string, day: plainDate): string }");
  expect(dates.diagnostics).toEqual([date?.replace("6:18", "6:33")]);
});

it("documents a library of the package's own name", () => {
  expect(readme).toContain(`# ${$lib.name}\n`);
});

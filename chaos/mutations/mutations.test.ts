import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { harnesses } from "../harnesses.ts";
import { sample } from "../sample.ts";
import { planted, type Catcher } from "./bug.ts";
import { mutations } from "./mutations.ts";

vi.setConfig({ testTimeout: 300_000 });

const root = join(import.meta.dirname, "..", "..");
const bugs = Object.entries(mutations);

function isThere(catcher: Catcher): boolean {
  return "tests" in catcher
    ? existsSync(join(root, "packages", catcher.tests))
    : harnesses.some(({ name }) => name === catcher.harness);
}

it.each(bugs)("the bug %j fits one place of its file, and names tests that there are", (_, bug) => {
  const text = readFileSync(join(root, "packages", bug.file), "utf8");
  const wrong = planted(bug, text);
  expect(wrong).not.toBe(text);
  expect(() => stripTypeScriptTypes(wrong)).not.toThrow();
  expect(bug.caughtBy.filter((catcher) => !isThere(catcher))).toEqual([]);
});

it("says in the documentation which bugs are planted, and what catches each", () => {
  const page = readFileSync(join(root, "docs", "durability.md"), "utf8");
  const rows = [...page.matchAll(/^\| ([^|]+?) +\| `([^|]+)` +\|$/gm)].map(([, bug = "", by = ""]) => [
    bug,
    by.split("`, `"),
  ]);
  const expected = bugs.map(([name, { caughtBy }]) => [
    name,
    caughtBy.map((catcher) => ("tests" in catcher ? catcher.tests : catcher.harness)),
  ]);
  expect(rows).toEqual(expected);
});

it("catches a sample of the planted bugs", async () => {
  const { failures, notes } = await sample("mutations");
  expect(failures).toEqual([]);
  expect(notes["caught"]).toBe(notes["planted"]);
  expect(notes["planted"]).toBeGreaterThan(9);
});

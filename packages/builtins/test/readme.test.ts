import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { taskTable } from "./support/task-table.ts";

const readme = join(import.meta.dirname, "..", "README.md");

it("has the table of all tasks in the README; `vitest -u` writes it", async () => {
  const text = readFileSync(readme, "utf8");
  const now = text.replace(/(?<=^## Tasks\n\n[^|]*\n\n)\|[\s\S]*?\|(?=\n\n)/m, () => taskTable());
  expect(now).toContain(taskTable());
  await expect(now).toMatchFileSnapshot(readme);
});

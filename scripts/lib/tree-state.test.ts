import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { changedFiles, treeState } from "./tree-state.ts";

async function workTree(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tierkreis-tree-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await execa("git", ["init", "--quiet"], { cwd: folder });
  await writeFile(join(folder, ".gitignore"), "dist\n");
  for (const name of ["a.ts", "b.ts", "c.ts"]) await writeFile(join(folder, name), name);
  await execa("git", ["add", "a.ts", "b.ts"], { cwd: folder });
  return folder;
}

it("sees nothing where nothing changed, also with work that is not committed", async () => {
  const folder = await workTree();
  expect(changedFiles(await treeState(folder), await treeState(folder))).toEqual([]);
});

it("names files that changed, came and went, and leaves ignored ones alone", async () => {
  const folder = await workTree();
  const before = await treeState(folder);
  await writeFile(join(folder, "a.ts"), "changed");
  await rm(join(folder, "b.ts"));
  await writeFile(join(folder, "c.ts"), "changed");
  await writeFile(join(folder, "é new.ts"), "");
  await writeFile(join(folder, "dist"), "");
  expect(changedFiles(before, await treeState(folder))).toEqual(["a.ts", "b.ts", "c.ts", "é new.ts"]);
});

// Packs the package in the current folder as it would be published and checks the tarball: what users would get, with
// publint and "are the types wrong", and nothing in it that only works inside this workspace.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { workspaceOnly } from "./lib/workspace-only.ts";

const folder = await mkdtemp(join(tmpdir(), "tierkreis-pack-"));
try {
  const tarball = join(folder, "package.tgz");
  await execa("pnpm", ["pack", "--out", tarball], { stdin: "ignore" });
  const { stdout } = await execa("tar", ["-xzOf", tarball, "package/package.json"]);
  const left = workspaceOnly(JSON.parse(stdout));
  if (left.length > 0) throw new Error(`The packed package.json still says ${left.join(", ")}.`);
  const tool = { preferLocal: true, localDir: import.meta.dirname, stdin: "ignore", all: true } as const;
  await execa("publint", ["run", tarball, "--strict"], tool);
  await execa("attw", [tarball, "--profile", "esm-only", "--format", "ascii"], tool);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}

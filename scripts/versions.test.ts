// What `changeset version` makes of a change, in a copy of the workspace's manifests: a change of core's contracts has to
// reach every driver, by its version and by the range of cores that it takes.
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { root } from "./lib/root.ts";
import { temporaryFolder } from "./testing/prepare-task.ts";

vi.setConfig({ testTimeout: 120_000 });

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

const manifestFiles = globSync("packages/*/package.json", { cwd: root });
const readManifest = (folder: string, file: string) =>
  manifestSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
const drivers = manifestFiles.filter((file) => /^packages\/(storage|executor)-/.test(file));

/** A copy in which all packages have the version `from`, after `changeset version` for one change. */
async function versioned(from: string, change: Readonly<Record<string, string>>): Promise<string> {
  const copy = temporaryFolder("tierkreis-versions-");
  const files = ["package.json", "pnpm-workspace.yaml", ".changeset/config.json", ...manifestFiles];
  for (const file of files) cpSync(join(root, file), join(copy, file));
  for (const file of manifestFiles) setVersion(join(copy, file), from);
  const bumps = Object.entries(change).map(([name, bump]) => `"${name}": ${bump}\n`);
  writeFileSync(join(copy, ".changeset", "change.md"), `---\n${bumps.join("")}---\n\nA change.\n`);
  const git = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: copy });
  await execa("git", ["add", "--all"], { cwd: copy });
  await execa("git", [...git, "commit", "--quiet", "--message=before"], { cwd: copy });
  await execa("changeset", ["version"], { cwd: copy, preferLocal: true, localDir: root, stdin: "ignore" });
  return copy;
}

function setVersion(path: string, version: string): void {
  const manifest = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...manifest, version }));
}

/** The cores that a driver takes when it is published from the copy. */
async function publishedRange(copy: string, file: string): Promise<string | undefined> {
  const folder = join(copy, dirname(file));
  const scope = join(folder, "node_modules", "@tierkreis");
  mkdirSync(scope, { recursive: true });
  for (const name of ["core", "process"]) symlinkSync(join(copy, "packages", name), join(scope, name));
  const tarball = join(folder, "package.tgz");
  await execa("pnpm", ["pack", "--out", tarball], { cwd: folder, stdin: "ignore" });
  const { stdout } = await execa("tar", ["-xzOf", tarball, "package/package.json"]);
  return manifestSchema.parse(JSON.parse(stdout)).peerDependencies["@tierkreis/core"];
}

const versions = (copy: string, files: readonly string[]): string[] => [
  ...new Set(files.map((file) => readManifest(copy, file).version)),
];

it("has drivers that take a core of their user's, and no range that takes any", () => {
  expect(drivers.length).toBeGreaterThan(5);
  const ranges = drivers.map((file) => readManifest(root, file).peerDependencies["@tierkreis/core"]);
  expect(new Set(ranges)).toEqual(new Set(["workspace:^"]));
});

it.each([
  ["0.1.0", "minor", "0.2.0"],
  ["0.1.0", "major", "1.0.0"],
  ["1.2.0", "minor", "1.3.0"],
  ["1.2.0", "major", "2.0.0"],
] as const)(
  "from %s on, a %s change of core is %s of every driver, which takes no former core",
  async (from, bump, to) => {
    const copy = await versioned(from, { "@tierkreis/core": bump });
    expect(versions(copy, manifestFiles)).toEqual([to]);
    for (const driver of drivers) expect(await publishedRange(copy, driver)).toBe(`^${to}`);
  },
);

it("keeps one version for all, whichever package has changed", async () => {
  const copy = await versioned("1.2.0", {
    "@tierkreis/storage-fs": "patch",
    "@tierkreis/executor-uv": "minor",
  });
  expect(versions(copy, manifestFiles)).toEqual(["1.3.0"]);
});

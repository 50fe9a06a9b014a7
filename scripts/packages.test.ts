import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { root } from "./lib/root.ts";

const versions = z.record(z.string(), z.string()).default({});
const conditions = z.record(z.string(), z.string());

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  keywords: z.array(z.string()),
  license: z.literal("Apache-2.0"),
  repository: z.object({ url: z.string(), directory: z.string() }),
  type: z.literal("module"),
  sideEffects: z.literal(false),
  engines: z.object({ node: z.string() }),
  exports: z.record(z.string(), z.union([z.string(), conditions])),
  publishConfig: z.object({
    access: z.literal("public"),
    exports: z.record(z.string(), z.union([z.string(), conditions])),
  }),
  dependencies: versions,
  devDependencies: versions,
  peerDependencies: versions,
});

const references = z.object({ references: z.array(z.object({ path: z.string() })).default([]) });

const read = <T>(schema: z.ZodType<T>, ...path: string[]): T =>
  schema.parse(JSON.parse(readFileSync(join(root, ...path), "utf8")));

const folders = readdirSync(join(root, "packages")).filter((name) => !name.startsWith("."));
const manifests = new Map(
  folders.map((folder) => [folder, read(manifestSchema, "packages", folder, "package.json")]),
);
const rootManifest = read(z.object({ engines: z.object({ node: z.string() }) }), "package.json");

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

const expectedFiles = [
  "LICENSE",
  "README.md",
  "package.json",
  "src",
  "test",
  "tsconfig.json",
  "vitest.config.ts",
];

it.each(folders)("%s has every file that a package has", (folder) => {
  const missing = expectedFiles.filter((name) => !existsSync(join(root, "packages", folder, name)));
  expect(missing).toEqual([]);
});

it.each([...manifests])("%s says the same as the others about itself", (folder, manifest) => {
  expect(manifest.repository).toEqual({
    url: "git+https://github.com/tierkreis/tierkreis-ts.git",
    directory: `packages/${folder}`,
  });
  expect(manifest.engines).toEqual(rootManifest.engines);
  const role = /^(storage|executor)-/.exec(folder)?.[1];
  const wanted = role === undefined ? [] : [`tierkreis-${role}`];
  expect(manifest.keywords).toEqual(expect.arrayContaining(wanted));
});

it.each([...manifests])(
  "%s exports its sources here, and the same without them when published",
  (_, manifest) => {
    const targets = Object.values(manifest.exports).filter((target) => typeof target !== "string");
    for (const target of targets) {
      expect(Object.entries(target)[0]).toEqual([
        "@tierkreis/source",
        expect.stringMatching(/^\.\/src\/.*\.ts$/),
      ]);
    }
    const published = Object.entries(manifest.exports).map(([subpath, target]) => [
      subpath,
      withoutSource(target),
    ]);
    expect(manifest.publishConfig.exports).toEqual(Object.fromEntries(published));
  },
);

it.each([...manifests])(
  "%s takes shared versions from the catalog and ours from the workspace",
  (_, manifest) => {
    const all = [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies].flatMap(
      (group) => Object.entries(group),
    );
    const wrong = all.filter(([name, version]) => version !== (isOurs(name) ? "workspace:^" : "catalog:"));
    expect(wrong).toEqual([]);
  },
);

it.each([...manifests])("%s refers to the projects of the packages that it uses", (folder, manifest) => {
  const used = [manifest.dependencies, manifest.peerDependencies].flatMap((group) =>
    Object.keys(group).filter(isOurs),
  );
  const { references: referred } = read(references, "packages", folder, "tsconfig.json");
  expect(sorted(referred.map(({ path }) => path))).toEqual(
    sorted(used.map((name) => `../${folderOf(name)}`)),
  );
});

it("builds every package", () => {
  const { references: referred } = read(references, "tsconfig.build.json");
  expect(sorted(referred.map(({ path }) => path))).toEqual(
    sorted(folders.map((folder) => `packages/${folder}`)),
  );
});

it("describes no two packages in the same words, and versions them together", () => {
  const all = [...manifests.values()];
  expect(sorted(all.map(({ description }) => description))).toHaveLength(all.length);
  expect(sorted(all.map(({ version }) => version))).toHaveLength(1);
});

function isOurs(name: string): boolean {
  return name === "tierkreis" || name.startsWith("@tierkreis/");
}

function folderOf(name: string): string {
  return name.replace("@tierkreis/", "");
}

function withoutSource(target: string | Record<string, string>): unknown {
  if (typeof target === "string") return target;
  return Object.fromEntries(
    Object.entries(target).filter(([condition]) => condition !== "@tierkreis/source"),
  );
}

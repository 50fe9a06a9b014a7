import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { root } from "../../scripts/lib/root.ts";
import type { PackageSource } from "./package-source.ts";

interface Listed {
  readonly path: string;
  readonly dependencies?: Readonly<Record<string, Listed>> | undefined;
}

const listedSchema: z.ZodType<Listed> = z.object({
  path: z.string(),
  get dependencies() {
    return z.record(z.string(), listedSchema).optional();
  },
});

const manifestSchema = z.looseObject({ name: z.string(), version: z.string() });

/** Every package of others that ours need, as it is installed in this workspace: the versions that we test with. */
export async function installedPackages(): Promise<PackageSource[]> {
  const which = ["--filter", "./packages/*", "--filter", "tierkreis-third-party"];
  const args = ["list", "--json", "--prod", "--depth=Infinity", ...which];
  const { stdout } = await execa("pnpm", args, { cwd: root, stdin: "ignore" });
  const paths = new Set<string>();
  const collect = ({ dependencies = {} }: Listed): void => {
    for (const dependency of Object.values(dependencies)) {
      if (!dependency.path.startsWith(join(root, "packages"))) paths.add(dependency.path);
      collect(dependency);
    }
  };
  z.array(listedSchema).parse(JSON.parse(stdout)).forEach(collect);
  // What is optional and for another system is listed, but not there.
  return Promise.all([...paths].filter((path) => existsSync(path)).map(toSource));
}

async function toSource(folder: string): Promise<PackageSource> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const { name, version } = manifest;
  return { name, version, manifest, tarball: () => tarballOf(folder) };
}

/** Copied first: pnpm links files of the same content, and installers do not make links. */
async function tarballOf(folder: string): Promise<Uint8Array> {
  const copy = await mkdtemp(join(tmpdir(), "tierkreis-installed-"));
  try {
    const filter = (path: string): boolean => path !== join(folder, "node_modules");
    await cp(folder, join(copy, "package"), { recursive: true, filter });
    const args = ["-czf", "-", "-C", copy, "package"];
    return (await execa("tar", args, { encoding: "buffer", maxBuffer: 2 ** 28 })).stdout;
  } finally {
    await rm(copy, { recursive: true });
  }
}

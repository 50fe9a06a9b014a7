import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { TestProject } from "vitest/node";
import { installedPackages } from "./installed.ts";
import { packAll } from "./pack.ts";
import { startRegistry } from "./registry.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a registry with the packed packages. */
    readonly registry: string;
    /** The names of the packed packages. */
    readonly packed: readonly string[];
  }
}

const needed = {
  npm: "it comes with Node; on Debian it is the package npm",
  pnpm: "install it with `npm install --global pnpm`, or put `npx -y -p pnpm@12` before the command",
  tar: "install it with your system's package manager",
};

/** For vitest's `globalSetup`: packs everything once, and hands it out to all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const [tool, how] of Object.entries(needed)) {
    const { failed } = await execa(tool, ["--version"], { reject: false, stdin: "ignore" });
    if (failed) throw new Error(`These tests need ${tool}: ${how}.`);
  }
  const folder = await mkdtemp(join(tmpdir(), "tierkreis-packed-"));
  const packed = await packAll(folder);
  const registry = await startRegistry([...packed, ...(await installedPackages())]);
  project.provide("registry", registry.url);
  project.provide(
    "packed",
    packed.map(({ name }) => name),
  );
  return async () => {
    registry.close();
    await rm(folder, { recursive: true });
  };
}

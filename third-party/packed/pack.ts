import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { z } from "zod";
import { root } from "../../scripts/lib/root.ts";
import { workspaceOnly } from "../../scripts/lib/workspace-only.ts";
import type { PackageSource } from "./package-source.ts";

const packedSchema = z.array(z.object({ name: z.string(), version: z.string(), filename: z.string() }));

/** Builds what is not up to date, and packs every package into `folder` as it would be published. */
export async function packAll(folder: string): Promise<PackageSource[]> {
  const options = { cwd: root, preferLocal: true, localDir: root, stdin: "ignore" } as const;
  await execa("turbo", ["run", "build", "--output-logs=errors-only"], options);
  const flags = ["--pack-destination", folder, "--json"];
  const { stdout } = await execa("pnpm", ["-r", "--filter", "./packages/*", "pack", ...flags], options);
  return Promise.all(packedSchema.parse(JSON.parse(stdout)).map(toSource));
}

async function toSource(packed: z.infer<typeof packedSchema>[number]): Promise<PackageSource> {
  const { name, version, filename } = packed;
  const { stdout } = await execa("tar", ["-xzOf", filename, "package/package.json"]);
  const manifest = z.record(z.string(), z.unknown()).parse(JSON.parse(stdout));
  const left = workspaceOnly(manifest);
  if (left.length > 0) throw new Error(`The packed ${name} still says ${left.join(", ")}.`);
  return { name, version, manifest, tarball: () => readFile(filename) };
}

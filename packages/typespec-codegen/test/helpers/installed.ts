import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { tempTree } from "./schema.ts";

const run = promisify(execFile);
const own = join(import.meta.dirname, "../..");

/** A user's folder with the given files, in which this package is installed as it is published. */
export async function installed(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tempTree({ "package.json": "{}", ...files });
  const modules = join(folder, "node_modules");
  const target = join(modules, "@tierkreis/typespec-codegen");
  await mkdir(join(modules, "@typespec"), { recursive: true });
  await build(target);
  for (const name of ["@typespec/compiler", "@tierkreis/core", "prettier", "zod"]) {
    await symlink(await realpath(join(own, "node_modules", name)), join(modules, name));
  }
  return folder;
}

/** Runs TypeSpec's own command line in the folder; what it says, and whether it succeeded. */
export async function tsp(folder: string, ...args: string[]): Promise<{ ok: boolean; output: string }> {
  const command = join(folder, "node_modules/@typespec/compiler/cmd/tsp.js");
  // The core package is taken from its sources, so that nothing has to be built.
  const env = { ...process.env, NODE_OPTIONS: "--conditions=@tierkreis/source", NO_COLOR: "1" };
  try {
    const { stdout, stderr } = await run(process.execPath, [command, ...args], { cwd: folder, env });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "stderr" in error)) throw error;
    return { ok: false, output: `${String(error.stdout)}${String(error.stderr)}` };
  }
}

/** The package without its types, which need the whole workspace. */
async function build(target: string): Promise<void> {
  const sources = join(own, "src");
  await cp(join(own, "lib"), join(target, "lib"), { recursive: true });
  const manifest: unknown = JSON.parse(await readFile(join(own, "package.json"), "utf8"));
  await writeFile(join(target, "package.json"), JSON.stringify(published(manifest)));
  for (const file of await readdir(sources, { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    const text = stripTypeScriptTypes(await readFile(join(sources, file), "utf8"));
    const out = join(target, "dist", file.replace(/\.ts$/, ".js"));
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, text.replaceAll(/(from "\..*)\.ts";/g, '$1.js";'));
  }
}

/** The package.json with what `publishConfig` puts in place of the workspace's own fields. */
function published(manifest: unknown): unknown {
  if (typeof manifest !== "object" || manifest === null || !("publishConfig" in manifest)) return manifest;
  return { ...manifest, ...(manifest.publishConfig as object) };
}

import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { tempTree } from "./schema.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../../..");

/** A folder outside the workspace with the given modules, where `@tierkreis/builder` and `zod` can be imported. */
export async function typescriptProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tempTree({ "package.json": '{ "type": "module" }', ...files });
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: true,
      composite: false,
      declarationMap: false,
      sourceMap: false,
      allowImportingTsExtensions: true,
      typeRoots: [join(root, "node_modules/@types")],
    },
    include: ["*.ts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  await mkdir(join(folder, "node_modules/@tierkreis"), { recursive: true });
  await symlink(join(root, "packages/builder"), join(folder, "node_modules/@tierkreis/builder"));
  await symlink(join(root, "packages/builder/node_modules/zod"), join(folder, "node_modules/zod"));
  return folder;
}

/** What the TypeScript compiler has against the project's own modules; empty when nothing. */
export async function typeErrors(folder: string): Promise<string> {
  try {
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
      cwd: folder,
    });
    return "";
  } catch (error) {
    if (error instanceof Error && "stdout" in error) {
      const lines = String(error.stdout).split("\n");
      return lines.filter((line) => !line.startsWith("..")).join("\n");
    }
    throw error;
  }
}

/** What a module of the project prints when Node runs it. */
export async function output(folder: string, module: string): Promise<string> {
  const { stdout } = await run(process.execPath, ["--conditions=@tierkreis/source", join(folder, module)]);
  return stdout;
}

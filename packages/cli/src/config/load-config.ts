import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { nearPath } from "../init/near-path.ts";
import { readUserFile } from "../read-user-file.ts";
import { importFile } from "../run/import-file.ts";
import { usageError } from "../usage-error.ts";
import type { TierkreisConfig } from "./config.ts";
import { configSchema } from "./config-schema.ts";

const names = ["tierkreis.config.ts", "tierkreis.config.mts", "tierkreis.config.js", "tierkreis.config.mjs"];

/** A configuration and where it was found. */
export interface LoadedConfig {
  readonly file: string;
  /** Where its relative paths start. */
  readonly folder: string;
  readonly config: TierkreisConfig;
}

/** The configuration of a file, or of the nearest `tierkreis.config.ts` from the current folder upwards. */
export async function loadConfig(named?: string): Promise<LoadedConfig | undefined> {
  const file = named ?? findConfig(process.cwd());
  if (file === undefined) return undefined;
  const { default: found } = await importFile(
    file,
    named === undefined ? "this folder's project" : "--config",
  );
  if (found === undefined)
    throw usageError(`${file} must export its configuration: export default defineConfig({ ... }).`, {
      file,
    });
  const { error } = configSchema.safeParse(found);
  if (error !== undefined) {
    const { configProblems } = await import("./config-problems.ts");
    const text = new TextDecoder().decode(readUserFile(file, "--config"));
    const problems = configProblems(error, { file: nearPath(file), found, text });
    const [line] = problems.flatMap((problem) => problem.line ?? []);
    throw usageError(problems.map(({ message }) => message).join("\n"), {
      file,
      ...(line === undefined ? {} : { line }),
    });
  }
  return { file, folder: dirname(resolve(file)), config: found as TierkreisConfig };
}

function findConfig(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = names.map((name) => join(folder, name)).find((file) => isFile(file));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

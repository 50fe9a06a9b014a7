import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { findOnPath } from "@tierkreis/process";
import type { ProjectCommandOptions } from "../commands/init-command.ts";
import { usageError } from "../usage-error.ts";
import { copyTemplate } from "./copy-template.ts";
import { fillWorker } from "./fill-worker.ts";
import { checkPackageName, packageNameOf } from "./package-name.ts";
import { makeFolder } from "./staged.ts";
import { ownVersions, versions } from "./versions.ts";

/** How many names of a folder's content are told. */
const TOLD = 3;

/** `tkr init project`: a folder that runs at once. Gives the exit status. */
export async function initProject(dir: string, options: ProjectCommandOptions): Promise<number> {
  if (dir.trim() === "")
    throw usageError("The folder for the project has no name. Name a new one, or . for the current folder.");
  const folder = resolve(dir);
  const isHere = folder === process.cwd();
  const name = options.name ?? packageNameOf(basename(folder));
  checkPackageName(name);
  refuseToOverwrite(dir, folder);
  const withPython = options.python !== false;
  await makeFolder(folder, (stage) => fillProject(stage, name, withPython));
  console.log(`Made ${isHere ? "a project here" : dir}: a graph with three workers, and its test. Next:\n`);
  const steps = isHere ? [] : [`cd ${quoted(relative(process.cwd(), folder))}`];
  for (const step of [...steps, "npm install", "npx tkr run"]) console.log(`  ${step}`);
  if (withPython && findOnPath("uv") === undefined) console.error(`\n${noUv}`);
  return 0;
}

const noUv = `There is no uv on PATH, which runs the worker that is written in Python. Install it by "pip install uv", by your system's
package, or as https://docs.astral.sh/uv/ says; or make the project with --no-python.`;

function refuseToOverwrite(dir: string, folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory())
    throw usageError(`${dir} is a file. Name a folder for the project.`, { file: dir });
  const there = readdirSync(folder).filter((name) => name !== ".git");
  if (there.length === 0) return;
  const more = there.length > TOLD ? ` and ${String(there.length - TOLD)} more` : "";
  const names = `${there.slice(0, TOLD).join(", ")}${more}`;
  throw usageError(`${dir} is not empty: it has ${names}. Nothing is overwritten; name a new folder.`, {
    file: dir,
  });
}

async function fillProject(stage: string, name: string, withPython: boolean): Promise<void> {
  const language = withPython ? "Python" : "a shell script";
  const row = "a task in SQUARES_LANGUAGE";
  copyTemplate("project", stage, {
    // Blanks keep the columns of the table.
    [row]: `a task in ${language}`.padEnd(row.length),
    PROJECT: name,
    VERSION: ownVersions(),
    ZOD: versions.zod,
    NODE_TYPES: versions["@types/node"],
    TYPESCRIPT: versions.typescript,
    VITEST: versions.vitest,
    SQUARES_LANGUAGE: language,
    "main.XX": withPython ? "main.py" : "main.sh",
  });
  const workers = join(stage, "workers");
  await fillWorker(join(workers, "numbers"), { name: "numbers", kind: "ts" });
  await fillWorker(join(workers, "sums"), { name: "sums", kind: "shell" });
  await fillWorker(join(workers, "squares"), { name: "squares", kind: "python" });
  if (withPython) return;
  for (const file of ["main.py", "pyproject.toml"]) rmSync(join(workers, "squares", file));
  copyTemplate("no-python", join(workers, "squares"), {});
}

/** A path as one word of a shell line, and no option. */
function quoted(path: string): string {
  const word = path.startsWith("-") ? `./${path}` : path;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

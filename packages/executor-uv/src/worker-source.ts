import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Launcher } from "@tierkreis/process";

/** Where a worker says what it needs. */
export type Needs =
  /** The comment block of PEP 723 in the script itself. */
  | { readonly kind: "script" }
  /** A `pyproject.toml`, in the worker's folder or above it. */
  | {
      readonly kind: "project";
      readonly folder: string;
      /** Whether the project is itself a package that its own programs import. */
      readonly isPackage: boolean;
      /** The `uv.lock` of the project or of its workspace, where there is one. */
      readonly lock: string | undefined;
    }
  /** Nowhere: it needs Python and no packages. */
  | { readonly kind: "plain" };

/** A Python worker as it lies in its registry. */
export interface WorkerSource {
  readonly worker: string;
  /** The program: `main.py`, or the file of the worker's name. */
  readonly main: string;
  /** The worker's folder: where its tasks run. */
  readonly folder: string;
  readonly needs: Needs;
}

/** Looks at a worker the way `uv run` does: the script's own words first, then the nearest `pyproject.toml`. */
export function readSource(worker: string, { file, dir }: Launcher): WorkerSource {
  const folder = basename(dir) === `tkr_${worker}_impl` ? dirname(dir) : dir;
  return { worker, main: file, folder, needs: needsOf(file, folder) };
}

function needsOf(main: string, folder: string): Needs {
  if (/^# \/\/\/ script\s*$/m.test(readFileSync(main, "utf8"))) return { kind: "script" };
  for (const above of foldersUp(folder)) {
    const project = readProject(above);
    if (project === undefined || !hasTable(project, "project")) continue;
    const isPackage = hasTable(project, "build-system");
    return { kind: "project", folder: above, isPackage, lock: findLock(above) };
  }
  return { kind: "plain" };
}

function findLock(project: string): string | undefined {
  for (const above of foldersUp(project)) {
    const isRoot = above === project || hasTable(readProject(above) ?? "", "tool.uv.workspace");
    if (isRoot && existsSync(join(above, "uv.lock"))) return join(above, "uv.lock");
  }
  return undefined;
}

function* foldersUp(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function readProject(folder: string): string | undefined {
  const file = join(folder, "pyproject.toml");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** uv reads the file; all we need to know of it is which tables it has. A broken one counts, so that uv says what is wrong. */
function hasTable(toml: string, table: string): boolean {
  return toml.split("\n").some((line) => line.replaceAll(/[\s"']/g, "").startsWith(`[${table}`));
}

import { realpathSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { checkWorkerName, TierkreisError } from "@tierkreis/core";
import { findOnPath } from "./interpreter.ts";
import { launcherNotFound } from "./launcher-not-found.ts";
import { kindOf } from "./path-kind.ts";

/** What starts a worker. */
export interface Launcher {
  /** The absolute path of the file. */
  readonly file: string;
  /** The folder it lies in. */
  readonly dir: string;
  /** The worker's folder `<registry>/<worker>`; {@link dir} for a worker that is a single file. */
  readonly workerDir: string;
  readonly from: "registry" | "path";
}

/** Where to look for a worker, and for which files. */
export interface LauncherQuery {
  readonly worker: string;
  /** Folders with one file or folder a worker, looked through in order. Relative ones start at the working directory. */
  readonly registry: string | readonly string[] | undefined;
  /** The file names that start a worker folder, such as `main.sh`. */
  readonly files: readonly string[];
  /**
   * Whether `<registry>/<worker>` may be a file itself.
   * @default true
   */
  readonly bareFile?: boolean;
  /**
   * Whether a program on `PATH` named `<worker>`, `tkr-<worker>` or `tkr_<worker>` will do, and whether it comes before or
   * after the registry.
   * @default "never"
   */
  readonly path?: "first" | "last" | "never";
}

/**
 * Finds what starts a worker: `<registry>/<worker>` (a file), `<registry>/<worker>/<file>`, then
 * `<registry>/<worker>/tkr_<worker>_impl/<file>`, each also as links as long as they stay inside the registry.
 *
 * Throws `TKR_WORKER_NAME` for a name that is no plain file name, `TKR_WORKER_INVALID` for a worker folder without a file
 * to start or one that leads out of its registry, `TKR_WORKER_UNKNOWN` when there is no such worker anywhere.
 */
export function resolveLauncher(query: LauncherQuery): Launcher {
  const { worker, path = "never" } = query;
  checkWorkerName(worker);
  const registries = [query.registry ?? []].flat().map((folder) => resolve(folder));
  const first = path === "first" ? onPath(worker) : undefined;
  if (first !== undefined) return first;
  for (const registry of registries) {
    const found = inRegistry(query, registry);
    if (found !== undefined) return found;
  }
  const last = path === "last" ? onPath(worker) : undefined;
  if (last !== undefined) return last;
  throw launcherNotFound(query, registries);
}

/** Where in one registry the worker's launcher may lie, in the order of looking. */
function candidates({ worker, files, bareFile = true }: LauncherQuery, registry: string): string[] {
  const inside = files.map((file) => join(worker, file));
  const inner = files.map((file) => join(worker, `tkr_${worker}_impl`, file));
  return [...(bareFile ? [worker] : []), ...inside, ...inner].map((path) => join(registry, path));
}

function inRegistry(query: LauncherQuery, registry: string): Launcher | undefined {
  const file = candidates(query, registry).find((path) => kindOf(path) === "file");
  if (file === undefined) return undefined;
  const real = realpathSync.native(file);
  const root = realpathSync.native(registry);
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    const message = `[process] The launcher ${file} of worker ${query.worker} leads out of its registry ${registry}, to ${real}. Put the file itself there.`;
    throw new TierkreisError("TKR_WORKER_INVALID", message, { worker: query.worker, file });
  }
  const own = join(registry, query.worker);
  return { file, dir: dirname(file), workerDir: file === own ? registry : own, from: "registry" };
}

function onPath(worker: string): Launcher | undefined {
  for (const name of [worker, `tkr-${worker}`, `tkr_${worker}`]) {
    const file = findOnPath(name);
    if (file === undefined) continue;
    const dir = dirname(file);
    return { file, dir, workerDir: dir, from: "path" };
  }
  return undefined;
}

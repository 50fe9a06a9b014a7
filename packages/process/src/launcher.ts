import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { checkWorkerName, errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { findOnPath } from "./interpreter.ts";
import { nearestNames } from "./nearest-names.ts";

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
  throw notFound(query, registries);
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

/** The error that says most: a registry that is not there, a worker folder that lacks its file, or no such worker. */
function notFound(query: LauncherQuery, registries: readonly string[]): TierkreisError {
  const { worker, files, path = "never" } = query;
  for (const registry of registries) {
    const folder = join(registry, worker);
    const kind = kindOf(folder);
    if (kind === "none") continue;
    const wanted = files.map((file) => join(folder, file)).join(" or ");
    const says = {
      broken: `${folder} is a link to nothing`,
      file: `${folder} is a file, and this executor needs a folder with ${files.join(" or ")}`,
      folder: `there is no ${wanted}`,
      other: `${folder} is neither a file nor a folder`,
    }[kind];
    const message = `[process] Worker ${worker} can not be started: ${says}.`;
    return new TierkreisError("TKR_WORKER_INVALID", message, { worker, file: join(folder, files[0] ?? "") });
  }
  for (const registry of registries) {
    if (kindOf(registry) !== "folder") {
      const message = `[process] There is no registry folder ${registry}, where worker ${worker} was looked for.`;
      return new TierkreisError("TKR_WORKER_UNKNOWN", message, { worker, file: registry });
    }
  }
  const looked = registries.map((registry) => join(registry, worker));
  if (path !== "never") looked.push("the programs on PATH");
  const near = nearestNames(
    worker,
    registries.flatMap((registry) => namesIn(registry)),
  );
  const hint = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
  const where = looked.length === 0 ? "no registry was given" : `looked at ${looked.join(", ")}`;
  const message = `[process] There is no worker ${worker}: ${where}.${hint}`;
  return new TierkreisError("TKR_WORKER_UNKNOWN", message, { worker });
}

function namesIn(registry: string): string[] {
  try {
    return readdirSync(registry).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}

function kindOf(path: string): "file" | "folder" | "other" | "broken" | "none" {
  try {
    const stat = statSync(path);
    if (stat.isFile()) return "file";
    return stat.isDirectory() ? "folder" : "other";
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" || errno === "ENOTDIR") return isLink(path) ? "broken" : "none";
    throw new TierkreisError(
      "TKR_WORKER_INVALID",
      `[process] ${path} can not be looked at: ${messageOf(error)}`,
      {
        file: path,
        cause: error,
        ...(errno === undefined ? {} : { errno }),
      },
    );
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

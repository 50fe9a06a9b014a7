import { TierkreisError } from "@tierkreis/core";
import { resolveLauncher } from "@tierkreis/process";
import type { Implementation } from "../implement.ts";
import { byTask, exportedImplementations } from "../implementations.ts";
import { importError } from "./import-error.ts";
import { importFresh } from "./import-fresh.ts";

/** The files that a worker's folder may have for us, in the order of looking. */
const files = ["main.ts", "main.mts", "main.js", "main.mjs"];

/** A worker of the registry, imported. */
export interface FolderWorker {
  readonly file: string;
  /** The address that it was imported from. */
  readonly url: string;
  readonly tasks: ReadonlyMap<string, Implementation>;
}

/** The workers of a registry. A run keeps what it imported first, whatever becomes of the files. */
export class WorkerFolders {
  readonly #registry: readonly string[];
  readonly #runs = new Map<string, Map<string, Promise<FolderWorker>>>();

  constructor(registry: readonly string[]) {
    this.#registry = registry;
  }

  /** The worker as its files are now. */
  async load(worker: string): Promise<FolderWorker> {
    const { file, workerDir } = resolveLauncher({ worker, registry: this.#registry, files, bareFile: false });
    const { url, exports } = await importFresh(file, workerDir).catch((error: unknown) => {
      throw importError(worker, file, error);
    });
    return { file, url, tasks: tasksOf(worker, file, exports) };
  }

  /** The worker as it was when the run first asked for it. */
  ofRun(worker: string, run: string): Promise<FolderWorker> {
    const workers = this.#runs.get(run) ?? new Map<string, Promise<FolderWorker>>();
    this.#runs.set(run, workers);
    const known = workers.get(worker) ?? this.load(worker);
    workers.set(worker, known);
    return known;
  }

  release(run: string): void {
    this.#runs.delete(run);
  }
}

function tasksOf(worker: string, file: string, exports: object): ReadonlyMap<string, Implementation> {
  const invalid = (problem: string, cause?: unknown): TierkreisError =>
    new TierkreisError("TKR_WORKER_INVALID", `[executor-inline] ${file} of worker ${worker} ${problem}`, {
      worker,
      file,
      cause,
    });
  const implementations = exportedImplementations(exports);
  if (implementations.length === 0)
    throw invalid("exports no task. Export what implement() gives, by any name or in a list.");
  const other = implementations.find(({ definition }) => definition.worker !== worker)?.definition;
  if (other !== undefined)
    throw invalid(
      `exports ${other.worker}.${other.task}, a task of another worker. A worker's name is that of its folder.`,
    );
  try {
    return byTask(implementations).get(worker) ?? new Map();
  } catch (error) {
    throw invalid(`is ambiguous: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

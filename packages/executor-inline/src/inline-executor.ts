import { resolve } from "node:path";
import {
  TierkreisError,
  type Executor,
  type PureTask,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";
import { checkPorts } from "./check-ports.ts";
import { WorkerFolders, type FolderWorker } from "./folder/worker-folders.ts";
import type { Implementation } from "./implement.ts";
import { byTask, type Implementations } from "./implementations.ts";
import { hintAt } from "./hint.ts";
import { checkOptions, type InlineExecutorOptions } from "./options.ts";
import { pureTask } from "./pure-task.ts";
import { runFunction } from "./run-function.ts";
import { runInThread } from "./run-in-thread.ts";
import { inThread } from "./thread/in-thread.ts";
import { ThreadPool } from "./thread/thread-pool.ts";

/** An implementation, and the module that a thread imports it from if it asks for a thread. */
interface Found {
  readonly implementation: Implementation;
  readonly module: string | undefined;
}

/**
 * Runs tasks that are TypeScript functions: in this process, or in worker threads where they ask for one. They are given in
 * code, or exported by the `main.ts` of a worker's folder.
 *
 * @example
 * const executor = new InlineExecutor({ tasks: [implement(double, ({ n }) => 2 * n)], registry: "workers" });
 */
export class InlineExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "inline";
  readonly capabilities = { programs: false, numberedOutputs: false };
  readonly #options: InlineExecutorOptions;
  readonly #tasks: Implementations;
  /** Absolute, so that a later change of the working directory changes nothing. */
  readonly #registry: readonly string[];
  readonly #folders: WorkerFolders;
  readonly #pools = new Map<string, ThreadPool>();

  constructor(options: InlineExecutorOptions = {}) {
    this.#options = checkOptions(options);
    this.#tasks = byTask(options.tasks ?? []);
    this.#registry = [options.registry ?? []].flat().map((folder) => resolve(folder));
    this.#folders = new WorkerFolders(this.#registry);
  }

  /** Imports the worker if it is a folder, finds the task and compares the ports. */
  async check(site: TaskSite): Promise<void> {
    const { implementation, module } = await this.#find(site, (worker) => this.#folders.load(worker));
    checkPorts(implementation.definition, site);
    if (module !== undefined) refuseNested(site, module);
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const { run, signal } = context;
    if (signal.aborted)
      return {
        status: "error",
        error: new TierkreisError("TKR_CANCELLED", "Cancelled before it was called."),
      };
    const { implementation, module } = await this.#find(call, (worker) => this.#folders.ofRun(worker, run));
    if (module === undefined) return runFunction(implementation, call, context);
    refuseNested(call, module);
    return runInThread({ pool: this.#pool(run), module }, call, context);
  }

  /** The function of a pure task that was given in code. */
  pure(worker: string, task: string): PureTask | undefined {
    const implementation = this.#tasks.get(worker)?.get(task);
    return implementation?.pure === true ? pureTask(implementation) : undefined;
  }

  /** Ends the run's threads. */
  async release(run: string): Promise<void> {
    const pool = this.#pools.get(run);
    this.#pools.delete(run);
    this.#folders.release(run);
    await pool?.close();
  }

  #pool(run: string): ThreadPool {
    const { threads, threadMemory } = this.#options;
    const pool = this.#pools.get(run) ?? new ThreadPool({ threads, threadMemory });
    this.#pools.set(run, pool);
    return pool;
  }

  /** Looks among the tasks given in code, then in the registry. */
  async #find(call: TaskCall, load: (worker: string) => Promise<FolderWorker>): Promise<Found> {
    const { worker, task } = call;
    const own = this.#tasks.get(worker);
    const given = own?.get(task);
    if (given !== undefined)
      return { implementation: given, module: given.thread === true ? undefined : given.thread };
    const folder = await this.#folder(worker, load);
    const implementation = folder?.tasks.get(task);
    if (folder === undefined || implementation === undefined)
      throw unknownTask(call, [...(own?.keys() ?? []), ...(folder?.tasks.keys() ?? [])]);
    const { thread } = implementation;
    return { implementation, module: thread === true ? folder.url : thread };
  }

  /** The worker's folder. `undefined` when there is none, but tasks of the worker in code. */
  async #folder(
    worker: string,
    load: (worker: string) => Promise<FolderWorker>,
  ): Promise<FolderWorker | undefined> {
    const inCode = [...this.#tasks.keys()];
    if (this.#registry.length === 0) {
      if (inCode.includes(worker)) return undefined;
      const message = `[executor-inline] No task of a worker ${worker} was given in code, and no registry.${hintAt(worker, inCode)}`;
      throw new TierkreisError("TKR_WORKER_UNKNOWN", message, { worker });
    }
    try {
      return await load(worker);
    } catch (error) {
      if (!TierkreisError.isInstance(error) || error.code !== "TKR_WORKER_UNKNOWN") throw error;
      if (inCode.includes(worker)) return undefined;
      throw new TierkreisError(error.code, error.message + hintAt(worker, inCode), {
        ...error.details,
        cause: error,
      });
    }
  }
}

function unknownTask({ worker, task }: TaskCall, known: readonly string[]): TierkreisError {
  return new TierkreisError(
    "TKR_TASK_UNKNOWN",
    `[executor-inline] Worker ${worker} implements no task ${task}. It has ${known.join(", ")}.${hintAt(task, known)}`,
    { worker, task },
  );
}

/** A module that runs a graph when it is imported would do so in each thread, and each of those start threads. */
function refuseNested({ worker, task }: TaskCall, module: string): void {
  if (!inThread()) return;
  throw new TierkreisError(
    "TKR_WORKER_INVALID",
    `[executor-inline] ${worker}.${task} asks for a thread inside of a thread. If ${module} runs a graph when it is imported, put what threads run into a module of its own.`,
    { worker, task },
  );
}

import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Executor, TaskCall, TaskContext, TaskEnd, TaskSite } from "@tierkreis/core";
import {
  reattachProgram,
  resolveLauncher,
  runProgram,
  sharedSpawner,
  type Spawner,
} from "@tierkreis/process";
import { prepareEnvironment, type PythonEnvironment } from "./environment.ts";
import { checkOptions, type UvExecutorOptions } from "./options.ts";
import { taskVariables, uvVariables } from "./variables.ts";
import { readSource, type WorkerSource } from "./worker-source.ts";

/** What is recorded of the environment in the attempt's folder. */
const recordName = "environment.json";

interface PreparedWorker {
  readonly source: WorkerSource;
  readonly environment: PythonEnvironment;
}

/**
 * Runs workers written in Python: a folder of the registry with `main.py` and a `pyproject.toml`. uv makes the worker's
 * environment once a run; each task then starts its interpreter directly, in a process of its own.
 *
 * @example
 * const executor = new UvExecutor({ registry: "workers" });
 */
export class UvExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "uv";
  readonly #options: UvExecutorOptions;
  /** Absolute, so that a later change of the working directory changes nothing. */
  readonly #registry: readonly string[];
  readonly #cache: string;
  readonly #spawner: Spawner;
  /** By worker: tasks that come at once wait for one set-up. */
  readonly #prepared = new Map<string, Promise<PreparedWorker>>();

  constructor(options: UvExecutorOptions) {
    this.#options = { ...checkOptions(options) };
    this.#registry = [options.registry].flat().map((folder) => resolve(folder));
    this.#cache = resolve(options.environments ?? defaultCache());
    this.#spawner = options.spawner ?? sharedSpawner({ survive: options.survive ?? false });
  }

  /** Finds the worker and makes its environment. */
  async check(site: TaskSite): Promise<void> {
    await Promise.all([this.#prepare(site.worker), this.#spawner.start()]);
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const { source, environment } = await this.#prepare(call.worker);
    const workspace = await context.workspace();
    const { digest, packages } = environment;
    writeFileSync(join(workspace.dir, recordName), JSON.stringify({ digest, packages }));
    return runProgram(this.#spawner, context, {
      file: environment.python,
      args: [source.main, workspace.callArgs],
      cwd: source.folder,
      env: taskVariables(this.#options.env ?? {}, environment.folder, workspace.checkpoints),
    });
  }

  /** Takes over a task that a controller with `survive` left behind. */
  reattach(handle: unknown, _call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return reattachProgram(handle, context);
  }

  /** The next run looks at the environments again. */
  async release(): Promise<void> {
    this.#prepared.clear();
  }

  async #prepare(worker: string): Promise<PreparedWorker> {
    const known = this.#prepared.get(worker);
    if (known !== undefined) return known;
    const preparing = this.#makeReady(worker);
    this.#prepared.set(worker, preparing);
    try {
      return await preparing;
    } catch (error) {
      // What failed may have been cured when it is asked for again.
      if (this.#prepared.get(worker) === preparing) this.#prepared.delete(worker);
      throw error;
    }
  }

  async #makeReady(worker: string): Promise<PreparedWorker> {
    const { uv: program = "uv", env = {}, python } = this.#options;
    const source = readSource(
      worker,
      resolveLauncher({ worker, registry: this.#registry, files: ["main.py"] }),
    );
    const folder = source.needs.kind === "project" ? source.needs.folder : source.folder;
    const uv = { program, worker, folder, env: uvVariables(env) };
    return { source, environment: await prepareEnvironment(uv, source, { cache: this.#cache, python }) };
  }
}

function defaultCache(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tierkreis", "python");
}

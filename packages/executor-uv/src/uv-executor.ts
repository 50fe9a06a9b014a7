import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CheckOptions, Json, TaskCall, TaskContext, TaskEnd, TaskSite } from "@tierkreis/core";
import { ProgramExecutor, runProgram } from "@tierkreis/process";
import { checkOptions, type UvExecutorOptions } from "./options.ts";
import { defaultCache, type PreparedWorker, prepareWorker } from "./prepare-python.ts";
import { SharedWork } from "./shared-work.ts";
import { taskVariables } from "./variables.ts";
import { WarmWorkers } from "./warm-workers.ts";
import { readSource } from "./worker-source.ts";

/** What is recorded of the environment in the attempt's folder. */
const recordName = "environment.json";
const defaultIdleMs = 60_000;

/**
 * Runs workers written in Python: a folder of the registry with `main.py` and a `pyproject.toml`. uv makes the worker's
 * environment once a run; each task then starts its interpreter directly, in a process of its own, or with `warm` as a fork
 * of one that has the worker's imports loaded.
 *
 * @example
 * const executor = new UvExecutor({ registry: "workers" });
 */
export class UvExecutor extends ProgramExecutor {
  readonly name = "uv";
  readonly #options: UvExecutorOptions;
  readonly #cache: string;
  /** By worker: tasks that come at once wait for one set-up. */
  readonly #prepared = new Map<string, SharedWork<PreparedWorker>>();
  readonly #warm: WarmWorkers | undefined;

  constructor(options: UvExecutorOptions) {
    super(checkOptions(options));
    this.#options = { ...options };
    this.#cache = resolve(options.environments ?? defaultCache());
    const { warm = false } = options;
    if (warm === false) return;
    const { idleMs = defaultIdleMs } = warm === true ? {} : warm;
    this.#warm = new WarmWorkers({ isolated: this.spawner, idleMs });
  }

  /** Finds the worker and makes its environment. */
  async check(site: TaskSite, { signal }: CheckOptions = {}): Promise<void> {
    await Promise.all([this.#prepare(site.worker, signal), this.spawner.start()]);
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const prepared = await this.#prepareTask(call, context);
    if (prepared instanceof Error) return { status: "error", error: prepared };
    const { source, environment } = prepared;
    const workspace = await context.workspace();
    const { digest, packages } = environment;
    writeFileSync(join(workspace.dir, recordName), JSON.stringify({ digest, packages }));
    const program = {
      file: environment.python,
      args: [source.main, workspace.callArgs],
      cwd: source.folder,
      env: taskVariables(this.#options.env ?? {}, environment.folder, workspace.checkpoints),
    };
    if (this.#warm === undefined) {
      const end = await runProgram(this.spawner, context, program);
      return { ...end, details: { environment: digest } };
    }
    const { warm, ...end } = await this.#warm.run(prepared, program, context);
    return { ...end, details: { environment: digest, ...(warm === undefined ? {} : { warm }) } };
  }

  /** As for every program; the environment is the one that its task was started in. */
  override async reattach(handle: Json | undefined, call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const end = await super.reattach(handle, call, context);
    const environment = readDigest(join((await context.workspace()).dir, recordName));
    return environment === undefined ? end : { ...end, details: { environment } };
  }

  /** The next run looks at the environments again, and loads the imports again. */
  async release(): Promise<void> {
    this.#prepared.clear();
    await this.#warm?.release();
  }

  /** An error only when the task was aborted meanwhile: that is an end of the task, and no fault of the executor. */
  async #prepareTask({ worker }: TaskCall, { signal }: TaskContext): Promise<PreparedWorker | Error> {
    try {
      return await this.#prepare(worker, signal);
    } catch (error) {
      if (signal.aborted && error instanceof Error) return error;
      throw error;
    }
  }

  #prepare(worker: string, signal: AbortSignal | undefined): Promise<PreparedWorker> {
    const known = this.#prepared.get(worker);
    if (known !== undefined && !known.stopped) return known.wait(signal);
    const preparing = new SharedWork((stop) => this.#makeReady(worker, stop));
    this.#prepared.set(worker, preparing);
    // What failed may have been cured when it is asked for again.
    preparing.done.catch(() => {
      if (this.#prepared.get(worker) === preparing) this.#prepared.delete(worker);
    });
    return preparing.wait(signal);
  }

  async #makeReady(worker: string, signal: AbortSignal): Promise<PreparedWorker> {
    const source = readSource(worker, this.launcher({ worker, files: ["main.py"] }));
    return prepareWorker(source, { ...this.#options, environments: this.#cache }, signal);
  }
}

/** What `run` has written; `undefined` when it did not come to that, or died while it wrote. */
function readDigest(file: string): string | undefined {
  try {
    const { digest } = JSON.parse(readFileSync(file, "utf8")) as { digest?: unknown };
    return typeof digest === "string" ? digest : undefined;
  } catch {
    return undefined;
  }
}

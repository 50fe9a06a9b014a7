import {
  TierkreisError,
  type Executor,
  type Json,
  type PureTask,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";

/** Sends each worker's tasks to one of several executors, named or default. */
export class MultipleExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "multiple";
  readonly #default: Executor;
  readonly #byWorker = new Map<string, Executor>();

  /**
   * @param defaultExecutor Takes the workers that no assignment names.
   * @param executors Further executors by a name of your choice.
   * @param assignments Worker to executor name. A name that is not in `executors` is `TKR_EXECUTOR_UNKNOWN`.
   */
  constructor(
    defaultExecutor: Executor,
    executors: Readonly<Record<string, Executor>> = {},
    assignments: Readonly<Record<string, string>> = {},
  ) {
    this.#default = defaultExecutor;
    for (const [worker, name] of Object.entries(assignments)) {
      const executor = Object.hasOwn(executors, name) ? executors[name] : undefined;
      if (executor === undefined) {
        const known = Object.keys(executors)
          .map((one) => JSON.stringify(one))
          .join(", ");
        throw new TierkreisError(
          "TKR_EXECUTOR_UNKNOWN",
          `The worker ${worker} is assigned to the executor ${JSON.stringify(name)}, which is not among the named ones: ${known || "none"}.`,
          { worker },
        );
      }
      this.#byWorker.set(worker, executor);
    }
  }

  run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return this.#for(call.worker).run(call, context);
  }

  async check(site: TaskSite): Promise<void> {
    await this.#for(site.worker).check?.(site);
  }

  reattach(handle: Json, call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const executor = this.#for(call.worker);
    if (executor.reattach !== undefined) return executor.reattach(handle, call, context);
    return Promise.resolve({
      status: "lost",
      reason: `the executor ${executor.name} can not take a task over`,
    });
  }

  pure(worker: string, task: string): PureTask | undefined {
    return this.#for(worker).pure?.(worker, task);
  }

  async release(run: string): Promise<void> {
    for (const executor of new Set([this.#default, ...this.#byWorker.values()]))
      await executor.release?.(run);
  }

  #for(worker: string): Executor {
    return this.#byWorker.get(worker) ?? this.#default;
  }
}

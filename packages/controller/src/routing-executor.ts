import type {
  CheckOptions,
  Executor,
  Json,
  PureTask,
  TaskCall,
  TaskContext,
  TaskEnd,
  TaskSite,
} from "@tierkreis/core";

/** An executor that hands each task to another one. What it routes by is its subclass's to say. */
export abstract class RoutingExecutor implements Executor {
  readonly specVersion = 1;
  abstract readonly name: string;

  /** The executor that takes the tasks of this name. Throws a coded error when there is none. */
  protected abstract route(worker: string, task: string): Executor;

  /** Every executor that `route` may give, each once. */
  protected abstract targets(): Iterable<Executor>;

  run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return this.route(call.worker, call.task).run(call, context);
  }

  async check(site: TaskSite, options?: CheckOptions): Promise<void> {
    await this.route(site.worker, site.task).check?.(site, options);
  }

  reattach(handle: Json, call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const executor = this.route(call.worker, call.task);
    if (executor.reattach !== undefined) return executor.reattach(handle, call, context);
    return Promise.resolve({
      status: "lost",
      reason: `the executor ${executor.name} can not take a task over`,
    });
  }

  nameOf(worker: string, task: string): string {
    const executor = this.route(worker, task);
    return executor.nameOf?.(worker, task) ?? executor.name;
  }

  pure(worker: string, task: string): PureTask | undefined {
    return this.route(worker, task).pure?.(worker, task);
  }

  async release(run: string): Promise<void> {
    for (const executor of this.targets()) await executor.release?.(run);
  }
}

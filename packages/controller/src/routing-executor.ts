import {
  TierkreisError,
  type CheckOptions,
  type Executor,
  type ExecutorCapabilities,
  type Json,
  type PureTask,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";
import { reattachTask } from "./reattach-task.ts";
import { refuseExecutor } from "./guard/refuse-drivers.ts";

/**
 * An executor that hands each task to another one, which may do so too. What it routes by is its subclass's to say. It adds
 * nothing to a task: name, check and record are those of the executor that takes it. It can what all of its targets can.
 */
export abstract class RoutingExecutor implements Executor {
  readonly specVersion = 1;
  abstract readonly name: string;

  /** The executor that takes the tasks of this name. Throws `TKR_EXECUTOR_UNKNOWN` when there is none. */
  protected abstract route(worker: string, task: string): Executor;

  /** Every executor that `route` may give. One that is named several times is still released once. */
  protected abstract targets(): Iterable<Executor>;

  get capabilities(): ExecutorCapabilities {
    const all = [...this.#leaves()];
    const can = (claim: (executor: Executor) => boolean | undefined) =>
      all.every((executor) => claim(executor) !== false);
    return {
      programs: can(({ capabilities }) => capabilities?.programs),
      // A task with several ports goes where they are taken; what else is claimed has to hold wherever a task goes.
      namedPorts: all.some(({ capabilities }) => capabilities?.namedPorts !== false),
      numberedOutputs: all.some(
        ({ capabilities }) => (capabilities?.numberedOutputs ?? capabilities?.namedPorts) !== false,
      ),
      local: can(({ capabilities }) => capabilities?.local),
      survives: can((one) => one.capabilities?.survives ?? one.reattach !== undefined),
    };
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return this.#at(call).run(call, context);
  }

  async check(site: TaskSite, options?: CheckOptions): Promise<void> {
    await this.#at(site).check?.(site, options);
  }

  async reattach(handle: Json | undefined, call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return reattachTask(this.#at(call), handle, { call, context });
  }

  nameOf(worker: string, task: string): string {
    const executor = this.#at({ worker, task });
    return executor.nameOf?.(worker, task) ?? executor.name;
  }

  /** A task that no executor takes is none of ours here: whether that matters is seen when it is checked. */
  pure(worker: string, task: string): PureTask | undefined {
    let executor: Executor;
    try {
      executor = this.#at({ worker, task });
    } catch (error) {
      if (TierkreisError.isInstance(error) && error.code === "TKR_EXECUTOR_UNKNOWN") return undefined;
      throw error;
    }
    return executor.pure?.(worker, task);
  }

  /** Releases each executor that takes tasks once, however many ways lead to it; then rejects with the first error. */
  async release(run: string): Promise<void> {
    const ends = await Promise.allSettled([...this.#leaves()].map(async (leaf) => leaf.release?.(run)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  #at({ worker, task }: { readonly worker: string; readonly task: string }): Executor {
    const executor = this.route(worker, task);
    refuseExecutor(executor);
    return executor;
  }

  /** The executors at the ends of all ways; one that routes but releases in a way of its own is such an end. */
  #leaves(): ReadonlySet<Executor> {
    const leaves = new Set<Executor>();
    const seen = new Set<RoutingExecutor>([this]);
    for (const router of seen) {
      for (const target of router.targets()) {
        const routes =
          target instanceof RoutingExecutor && target.release === RoutingExecutor.prototype.release;
        if (routes) seen.add(target);
        else leaves.add(target);
      }
    }
    return leaves;
  }
}

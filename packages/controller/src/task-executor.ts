import { TierkreisError, type Executor } from "@tierkreis/core";
import { refuseNameless } from "./guard/refuse-drivers.ts";
import { checkPatterns, matchesPattern } from "./task-pattern.ts";
import { RoutingExecutor } from "./routing-executor.ts";

/**
 * Sends each task to the executor whose pattern is the first to match `worker.task`. In a pattern `*` stands for any text, also an
 * empty one, and `?` for any one character; everything else stands for itself, the dot too.
 *
 * @example
 * ```ts
 * const executor = new TaskExecutor({ "openssl_worker.*": shell, "*.sign": uv }, inline);
 * ```
 */
export class TaskExecutor extends RoutingExecutor {
  readonly name = "task";
  readonly #executors: readonly {
    readonly pattern: string;
    readonly executor: Executor;
  }[];
  readonly #default: Executor | undefined;

  /**
   * @param executors Executor by pattern, in the order in which they are tried. A pattern that can never be the one is a `TypeError`, and so is what is no executor.
   * @param defaultExecutor Takes the tasks that no pattern matches. Without it they are `TKR_EXECUTOR_UNKNOWN`.
   */
  constructor(executors: Readonly<Record<string, Executor>>, defaultExecutor?: Executor) {
    super();
    checkPatterns(Object.keys(executors));
    this.#executors = Object.entries(executors).map(([pattern, executor]) => {
      refuseNameless("executor", executor, ` for the pattern ${JSON.stringify(pattern)}`);
      return { pattern, executor };
    });
    if (defaultExecutor !== undefined) refuseNameless("executor", defaultExecutor, " as the default");
    this.#default = defaultExecutor;
  }

  protected route(worker: string, task: string): Executor {
    const name = `${worker}.${task}`;
    const executor =
      this.#executors.find(({ pattern }) => matchesPattern(pattern, name))?.executor ?? this.#default;
    if (executor !== undefined) return executor;
    const patterns = this.#executors.map(({ pattern }) => JSON.stringify(pattern)).join(", ");
    throw new TierkreisError(
      "TKR_EXECUTOR_UNKNOWN",
      `No executor takes the task ${name}: no pattern matches it (${patterns || "there are none"}), and there is no default executor.`,
      { worker, task },
    );
  }

  protected targets(): Iterable<Executor> {
    const executors = this.#executors.map(({ executor }) => executor);
    return this.#default === undefined ? executors : [...executors, this.#default];
  }
}

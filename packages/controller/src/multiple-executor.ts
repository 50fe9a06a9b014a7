import { TierkreisError, type Executor } from "@tierkreis/core";
import { refuseNameless } from "./guard/refuse-drivers.ts";
import { RoutingExecutor } from "./routing-executor.ts";

/** Sends each worker's tasks to one of several executors, named or default. What is no executor is a `TypeError`. */
export class MultipleExecutor extends RoutingExecutor {
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
    super();
    refuseNameless("executor", defaultExecutor, " as the default");
    for (const [name, executor] of Object.entries(executors))
      refuseNameless("executor", executor, ` under ${JSON.stringify(name)}`);
    this.#default = defaultExecutor;
    for (const [worker, name] of Object.entries(assignments)) {
      const executor = Object.hasOwn(executors, name) ? executors[name] : undefined;
      if (executor === undefined) throw unknownExecutor(worker, name, executors);
      this.#byWorker.set(worker, executor);
    }
  }

  protected route(worker: string): Executor {
    return this.#byWorker.get(worker) ?? this.#default;
  }

  protected targets(): Iterable<Executor> {
    return new Set([this.#default, ...this.#byWorker.values()]);
  }
}

function unknownExecutor(worker: string, name: string, executors: object): TierkreisError {
  const known = Object.keys(executors).map((one) => JSON.stringify(one));
  return new TierkreisError(
    "TKR_EXECUTOR_UNKNOWN",
    `The worker ${worker} is assigned to the executor ${JSON.stringify(name)}, which is not among the named ones: ${known.join(", ") || "none"}.`,
    { worker },
  );
}

import type { Executor } from "@tierkreis/core";
import { RoutingExecutor } from "../routing-executor.ts";

/** The worker whose tasks come with the controller. */
const BUILTINS = "builtins";

/** A run's executor beside the one for the built-in tasks. */
export class WithBuiltins extends RoutingExecutor {
  readonly name: string;
  readonly #executor: Executor;
  readonly #builtins: Executor;

  constructor(executor: Executor, builtins: Executor) {
    super();
    this.name = executor.name;
    this.#executor = executor;
    this.#builtins = builtins;
  }

  protected route(worker: string): Executor {
    return worker === BUILTINS ? this.#builtins : this.#executor;
  }

  protected targets(): Iterable<Executor> {
    return new Set([this.#executor, this.#builtins]);
  }
}

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
import { reattachTask } from "../reattach-task.ts";
import { nameOf } from "./answers.ts";
import { executorFailed, executorFault, executorSilent, type Asked } from "./executor-fault.ts";
import { readTaskEnd } from "./task-end.ts";
import { SETTLE_MS, Watch } from "./watch.ts";

/** A context that knows whether its executor has asked for something and waits for it. */
interface WatchedContext extends TaskContext {
  /** The storage has its own limit: the executor gets its time when that has answered. */
  readonly isAsking?: boolean;
}

/**
 * Anyone's executor as the engine uses it: what it throws becomes a coded error that names it, an answer that is none is
 * its fault, and nobody waits long for it when it was told to end.
 */
export class GuardedExecutor implements Executor {
  readonly specVersion = 1;
  readonly name: string;
  readonly #executor: Executor;
  readonly #signal: AbortSignal | undefined;

  /** @param signal Aborted when nobody waits for checks any more. */
  constructor(executor: Executor, signal?: AbortSignal) {
    this.name = executor.name;
    this.#executor = executor;
    this.#signal = signal;
  }

  async run(call: TaskCall, context: WatchedContext): Promise<TaskEnd> {
    const asked = this.#asked("run", call);
    return readTaskEnd(await watched(asked, context, () => this.#executor.run(call, context)), asked);
  }

  async reattach(handle: Json | undefined, call: TaskCall, context: WatchedContext): Promise<TaskEnd> {
    const asked = this.#asked("reattach", call);
    const reattach = () => reattachTask(this.#executor, handle, { call, context });
    return readTaskEnd(await watched(asked, context, reattach), asked);
  }

  async check(site: TaskSite, options: CheckOptions = {}): Promise<void> {
    const signal = options.signal ?? this.#signal;
    const check = () => this.#executor.check?.(site, signal === undefined ? {} : { signal });
    await watched(this.#asked("check", site), { signal }, check);
  }

  /** The name of the executor that really takes the task; what is no name is its fault. */
  nameOf(worker: string, task: string): string {
    const { name } = this;
    const asked = { driver: name, operation: "nameOf" };
    const real: unknown = guarded(asked, () => this.#executor.nameOf?.(worker, task) ?? name);
    if (typeof real === "string" && real !== "") return real;
    throw executorFault(`answered with ${nameOf(real)} instead of a name`, asked);
  }

  pure(worker: string, task: string): PureTask | undefined {
    const asked = { driver: this.name, operation: "pure" };
    const pure: unknown = guarded(asked, () => this.#executor.pure?.(worker, task));
    if (pure === undefined || typeof pure === "function") return pure as PureTask | undefined;
    throw executorFault(`answered with ${nameOf(pure)} instead of a function or undefined`, asked);
  }

  async release(run: string): Promise<void> {
    const asked = { driver: this.name, operation: "release" };
    await new Watch(SETTLE_MS).settle(
      () => this.#executor.release?.(run),
      (why) => executorSilent(why, asked),
    );
  }

  #asked(operation: string, { worker, task }: TaskCall): Asked {
    return { driver: this.nameOf(worker, task), operation };
  }
}

/** It may take any time until the signal; then it has to settle soon. */
async function watched<T>(
  asked: Asked,
  context: { readonly signal: AbortSignal | undefined; readonly isAsking?: boolean },
  action: () => PromiseLike<T> | T,
): Promise<T> {
  const { signal } = context;
  const watch = new Watch(Infinity, () => context.isAsking === true);
  const hurry = () => watch.hurry();
  if (signal?.aborted === true) hurry();
  signal?.addEventListener("abort", hurry, { once: true });
  try {
    return await watch.settle(action, (why) => executorSilent(why, asked));
  } catch (error) {
    throw executorFailed(error, asked);
  } finally {
    signal?.removeEventListener("abort", hurry);
  }
}

function guarded<T>(asked: Asked, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw executorFailed(error, asked);
  }
}

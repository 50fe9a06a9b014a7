import { TierkreisError, type TaskContext, type TaskEnd } from "@tierkreis/core";
import {
  createSpawner,
  forkServer,
  runProgram,
  type ForkServerOptions,
  type Spawner,
  type TaskProgram,
} from "@tierkreis/process";

/** How servers differ from what is usual. */
export interface WarmServerOptions {
  /** What starts tasks that can not be forks. */
  readonly isolated: Spawner;
  /** How long a server without tasks stays, in milliseconds. */
  readonly idleMs: number;
}

/** How a task ended, and whether as a fork: `undefined` when it was not started at all. */
export type WarmEnd = TaskEnd & { readonly warm?: boolean };

/** A process that has a worker's imports loaded, as long as it is of use. */
export class WarmServer {
  readonly #options: WarmServerOptions;
  readonly #spawner: Spawner;
  #running = 0;
  #retired = false;
  #idle: NodeJS.Timeout | undefined;
  /** Why forks would not be what isolated tasks are. */
  #unsafe: string | undefined;

  constructor(program: ForkServerOptions, options: WarmServerOptions) {
    this.#options = options;
    const { survive, graceMs } = options.isolated;
    this.#spawner = createSpawner({ survive, graceMs, helper: forkServer(program) });
  }

  /** Runs a task; `undefined` when this server no longer has the worker's sources as they are. */
  async run(program: TaskProgram, context: TaskContext): Promise<WarmEnd | undefined> {
    this.#running++;
    clearTimeout(this.#idle);
    try {
      await this.#start(context);
      if (context.signal.aborted) return cancelled();
      const warm = this.#unsafe === undefined;
      const end = await runProgram(warm ? this.#spawner : this.#options.isolated, context, program);
      if (warm && isStale(end)) return undefined;
      return { ...end, warm };
    } finally {
      this.#running--;
      if (this.#running === 0) void this.#rest();
    }
  }

  /** Ends the process as soon as its last task has ended; settles at once while there is one. */
  async retire(): Promise<void> {
    this.#retired = true;
    if (this.#running === 0) await this.#rest();
  }

  async #rest(): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#retired) await this.#spawner.close();
    else this.#idle = setTimeout(() => void this.retire(), this.#options.idleMs).unref();
  }

  get retired(): boolean {
    return this.#retired;
  }

  /** Settles when the imports are loaded, or the task is aborted. */
  async #start(context: TaskContext): Promise<void> {
    if (this.#unsafe !== undefined) return;
    const { signal } = context;
    const aborted = Promise.withResolvers<undefined>();
    const abort = () => aborted.resolve(undefined);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    try {
      await Promise.race([this.#spawner.start(), aborted.promise]);
    } catch (error) {
      // The first one says it.
      this.#unsafe ??= say(reasonOf(error), context);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }
}

function say(reason: string, context: TaskContext): string {
  context.log(
    `[executor-uv] This worker's tasks are not forked from a warm process but started one by one: ${reason}.`,
  );
  return reason;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof TierkreisError) || error.code !== "TKR_SPAWNER_FAULT") throw error;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function isStale(end: TaskEnd): boolean {
  return (
    end.status === "error" && end.error instanceof TierkreisError && end.error.details.errno === "ESTALE"
  );
}

function cancelled(): TaskEnd {
  return {
    status: "error",
    error: new TierkreisError("TKR_CANCELLED", "Cancelled while its worker's imports were loaded."),
  };
}

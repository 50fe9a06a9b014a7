import { availableParallelism } from "node:os";
import {
  messageOf,
  retryPolicySchema,
  type Executor,
  type RetryPolicy,
  type RunIdInput,
  type Storage,
} from "@tierkreis/core";
import type { OnFailure } from "./driver/run-settings.ts";
import type { Places } from "./driver/task-queue.ts";

/** The longest time that a timer takes, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** How to run a graph. */
export interface RunOptions {
  readonly storage: Storage;
  readonly executor: Executor;
  /** A UUID, or a number that stands for one. Running an id again goes on with that run. Default: a new UUID. */
  readonly runId?: RunIdInput;
  /** A name for people. */
  readonly name?: string;
  /** Forget what an earlier run of this id did, and begin anew. Default: `false`. */
  readonly fresh?: boolean;
  /** Tasks under way at once, or more about it. Default: the machine's processors. */
  readonly concurrency?: number | Concurrency;
  /**
   * Further attempts at a task that failed, or more about them, unless the task says. The first follows after a second, each next one
   * after twice the wait of the one before, up to a minute; each wait is shortened at random by up to a half. Default: 0.
   */
  readonly retry?: number | RetryPolicy;
  /** Milliseconds one attempt may take, unless the task says. Default: no limit. */
  readonly timeout?: number;
  /**
   * Milliseconds one attempt may go on without a sign of life (a line in its log, a change of its outputs), unless the task
   * says. Default: no limit.
   */
  readonly idleTimeout?: number;
  /**
   * What goes on when a task has failed for good. `"finish"`: nothing more is started, and what is under way may end and is
   * kept. `"failFast"`: what is under way is ended. `"keepGoing"`: everything is done that does not need the failed outcome. The
   * run then rejects with the first failure. Default: `"finish"`.
   */
  readonly onFailure?: OnFailure;
  /**
   * Milliseconds after which a call of the storage that has not settled counts as failed; for streams, one piece. Default: 300,000,
   * five minutes. When the run is to end before its time, calls get 15 s at most.
   */
  readonly storageTimeout?: number;
  /**
   * What is stored of the run. `"tasks"`: its inputs and outputs, the outcome of every task that is no pure function, and the
   * iterations of named loops; everything else follows from these. `"all"`: also the complete checkpoint of Tierkreis for Python,
   * with the inputs, outputs and definition of every node, for its reader and visualizer. That costs several files a node; they
   * are written behind the run. A run that is there already is completed by running its id again. Default: `"tasks"`.
   */
  readonly record?: "tasks" | "all";
  /**
   * Bring each outcome to the disk before it counts, so that what was reported done survives a power loss. The storage has to be able to:
   * its `capabilities.durable`, for `FileStorage` its own option `fsync`. Without it, only a crash of the process is survived; what a power
   * loss takes is noticed by its hash and computed again. Default: `false`.
   */
  readonly fsync?: boolean;
  /** Evaluations inside one another before recursion counts as endless and the run fails. Default: 100,000. */
  readonly maxDepth?: number;
  /** Stop (with `TKR_BREAKPOINT`) where the graph has breakpoints; running the id again goes on. Default: `false`. */
  readonly breakpoints?: boolean;
  /** What runs the built-in tasks, worker `builtins`. Default: the implementation of Tierkreis, in process. */
  readonly builtins?: Executor;
  /** Cancels the run when aborted. */
  readonly signal?: AbortSignal;
}

/** What of a run may be under way at once. */
export interface Concurrency {
  /** Tasks, or the `cpus` they ask for. Default: the machine's processors. */
  readonly tasks?: number;
  /** Bytes that tasks under way may ask for together, by their `memory`. Default: no limit. */
  readonly memory?: number;
  /**
   * Tasks by the name of the executor that takes them in the end (`shell`, `uv`): not by the name that a `MultipleExecutor` has for it,
   * and all of one kind together. For parts of them, limit workers. Default: no limit of their own.
   */
  readonly executors?: Readonly<Record<string, number>>;
  /** Tasks by worker. Default: no limit of their own. */
  readonly workers?: Readonly<Record<string, number>>;
}

/** The settings that options stand for. Throws a `TypeError` for what is none. */
export function readSettings(options: RunOptions) {
  const { breakpoints = false, retry = 0, timeout, idleTimeout, storageTimeout } = options;
  const { maxDepth = 100_000, record = "tasks", onFailure = "finish", fsync = false } = options;
  checkRetry(retry);
  checkWhole("maxDepth", maxDepth, 1);
  checkMilliseconds("timeout", timeout);
  checkMilliseconds("idleTimeout", idleTimeout);
  checkMilliseconds("storageTimeout", storageTimeout);
  checkWord("record", record, ["tasks", "all"]);
  checkWord("onFailure", onFailure, ["finish", "failFast", "keepGoing"]);
  const places = readPlaces(options.concurrency ?? {});
  return {
    breakpoints,
    places,
    retry,
    timeout,
    idleTimeout,
    storageTimeout,
    maxDepth,
    record,
    onFailure,
    fsync,
  };
}

/** Throws a `TypeError` when outcomes are to be brought to the disk and the storage can not. */
export function refuseUndurable({ name, capabilities }: Storage, fsync: boolean): void {
  if (!fsync || capabilities.durable) return;
  throw new TypeError(
    `Expected a durable storage with the \`fsync\` option, got ${name}, whose \`sync\` does not reach the disk. A FileStorage needs \`fsync: true\` itself.`,
  );
}

function readPlaces(concurrency: number | Concurrency): Places {
  if (typeof concurrency !== "object") {
    checkWhole("concurrency", concurrency, 1);
    return { tasks: concurrency, memory: undefined, executors: {}, workers: {} };
  }
  refuseUnknownKeys(concurrency);
  const { tasks = availableParallelism(), memory, executors = {}, workers = {} } = concurrency;
  checkWhole("concurrency.tasks", tasks, 1);
  if (memory !== undefined) checkWhole("concurrency.memory", memory, 1);
  for (const [name, most] of Object.entries(executors)) checkWhole(`concurrency.executors.${name}`, most, 1);
  for (const [name, most] of Object.entries(workers)) checkWhole(`concurrency.workers.${name}`, most, 1);
  return { tasks, memory, executors, workers };
}

const keysOfConcurrency: readonly string[] = [
  "tasks",
  "memory",
  "executors",
  "workers",
] satisfies (keyof Concurrency)[];

/** A limit that is misspelt would be none. */
function refuseUnknownKeys(concurrency: Concurrency): void {
  const unknown = Object.keys(concurrency).find((key) => !keysOfConcurrency.includes(key));
  if (unknown === undefined) return;
  throw new TypeError(
    `Expected the \`concurrency\` option to be a number or to have ${keysOfConcurrency.join(", ")}, got ${JSON.stringify(unknown)}.`,
  );
}

function checkRetry(retry: unknown): void {
  if (typeof retry === "number") {
    checkWhole("retry", retry, 0);
    return;
  }
  const { error } = retryPolicySchema.safeParse(retry);
  if (error === undefined) return;
  const [issue] = error.issues;
  const at = ["retry", ...(issue?.path ?? [])].map(String).join(".");
  throw new TypeError(
    `Expected a \`retry\` option that is a number or a retry policy; at ${at}: ${issue?.message ?? messageOf(error)}.`,
  );
}

function checkWord(option: string, word: unknown, known: readonly unknown[]): void {
  if (known.includes(word)) return;
  const words = known.map((one) => JSON.stringify(one)).join(" or ");
  throw new TypeError(`Expected the \`${option}\` option to be ${words}, got ${JSON.stringify(word)}.`);
}

function checkMilliseconds(option: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && value <= LONGEST)) return;
  throw new TypeError(
    `Expected the \`${option}\` option to be a number of milliseconds above 0 and up to ${String(LONGEST)} (24 days), got ${String(value)}.`,
  );
}

function checkWhole(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new TypeError(
    `Expected the \`${option}\` option to be a whole number from ${String(least)} on, got ${String(value)}.`,
  );
}

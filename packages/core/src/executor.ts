import type { Json } from "./value/json.ts";
import type { TaskCall, TaskContext, TaskEnd, TaskSite } from "./task.ts";
import type { Value } from "./value/value.ts";

/**
 * What an executor's tasks are, as data. The conformance suite leaves out what does not apply; the engine reads nothing of it.
 * Whoever says nothing claims everything.
 */
export interface ExecutorCapabilities {
  /**
   * Tasks are programs: they end with an exit status or by a signal, write to standard output and error, have a working
   * directory, and may start other programs. `false` for functions, which end with `ok` or `error`.
   * @default true
   */
  readonly programs?: boolean;
  /**
   * A task has any number of inputs and outputs. `false`: one input and one output, whatever they are called.
   * @default true
   */
  readonly namedPorts?: boolean;
  /**
   * A task may have numbered outputs (`*`).
   * @default `namedPorts`
   */
  readonly numberedOutputs?: boolean;
  /**
   * Programs run on this machine, where those that are left over can be found. `false` for a cluster or a container.
   * @default true
   */
  readonly local?: boolean;
  /**
   * A task lives on when the process that started it is killed, and `reattach` takes it over.
   * @default whether there is `reattach`
   */
  readonly survives?: boolean;
}

/** What `check` is given beside the task. */
export interface CheckOptions {
  /** Aborted when nobody waits any more. The check then ends what it started and rejects, with any error. */
  readonly signal?: AbortSignal;
}

/** A task computed on the spot: decoded inputs in, outputs out, nothing awaited, same inputs same outputs. */
export type PureTask = (inputs: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>;

/**
 * Runs tasks of some kind. An executor does not retry, does not poll a storage, does not look at what a task wrote and does
 * not decide what "done" means: the engine does. One executor serves any number of runs, one after the other or at once.
 *
 * `executorSuite` of `@tierkreis/core/conformance` tests all that is said here.
 */
export interface Executor {
  /** The engine refuses an executor of another version with `TKR_SPEC_VERSION`. */
  readonly specVersion: 1;
  /** A short name for messages and records, such as `shell`. */
  readonly name: string;
  readonly capabilities?: ExecutorCapabilities;

  /**
   * Runs one task and settles with **how it ended**, whatever way that was.
   *
   * **When**: once the task and every process of it are gone and its outputs are whole. Nothing of the task changes a file,
   * calls the context or runs on after that.
   *
   * **Errors**: a task that fails settles with `exit`, `signal` or `error`. It rejects only for what is no fault of the task: with the
   * coded error of a task that can not run here (see `check`), with what a method of the context rejected with, or with
   * `TKR_EXECUTOR_FAULT`. Anything else becomes `TKR_EXECUTOR_FAULT`. Each of them fails the attempt.
   *
   * **Cancellation**: when `context.signal` aborts, it ends the task with all its processes, gently and then by force, and settles
   * soon with any end; the engine waits 15 s. If the signal is aborted already, nothing is started and the end is not `ok`.
   *
   * **Concurrency**: any number of calls may be under way, of one task too; the engine limits them. Each has files of its own, and
   * none waits for another to end.
   */
  run(call: TaskCall, context: TaskContext): Promise<TaskEnd>;

  /**
   * Called once for each distinct task before anything of a run starts, and by `tkr check`. Rejects with a coded error when the
   * task can not run here: `TKR_WORKER_NAME`, `TKR_WORKER_UNKNOWN`, `TKR_WORKER_INVALID`, `TKR_TASK_UNKNOWN`, `TKR_PORT_NAME`,
   * `TKR_PROGRAM_MISSING`, ... May do set-up, which may take long. Never runs the task. `run` does not rely on it: a
   * task that came about while the run went on was not checked.
   */
  check?(site: TaskSite, options?: CheckOptions): Promise<void>;

  /**
   * Takes over a task that a dead controller may have started, by the handle it saved last (`undefined` when it saved none), and settles
   * as `run` does: with the true end, `ok` only when the task ended well. `lost` when nobody can say how it ended and it surely does
   * not run any more: what is not kept for this is ended first. Rejects with `TKR_EXECUTOR_FAULT` when it can not tell what the
   * handle means: then the task may still run, and no other is started.
   *
   * `context` is that of the same attempt: its workspace has the same folders, with what is in them. Aborting it ends the task.
   */
  reattach?(handle: Json | undefined, call: TaskCall, context: TaskContext): Promise<TaskEnd>;

  /** The name of the executor that really takes a task, for records, where tasks are handed on. Default: `name`. */
  nameOf?(worker: string, task: string): string;

  /**
   * The task as a plain function, when it is pure and quick: the engine calls it in place, stores nothing and computes it
   * again when a run resumes. `undefined` for every other task. Called before `check`, for any names.
   */
  pure?(worker: string, task: string): PureTask | undefined;

  /**
   * Called when a run has ended, whatever way, with its id: time to end what was kept for it. Nothing of the run is under way then; other
   * runs may be. The id may be one that the executor never heard of, and may come again.
   */
  release?(run: string): Promise<void>;
}

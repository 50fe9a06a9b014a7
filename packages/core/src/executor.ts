import type { Json } from "./value/json.ts";
import type { PortSchema } from "./ports/schema.ts";
import type { Value } from "./value/value.ts";

/** A task to run: which worker's, on which ports. Names have been checked before an executor sees them. */
export interface TaskCall {
  /** The worker's name: one path segment, `checkWorkerName`. */
  readonly worker: string;
  /** The bare task name, without the worker. */
  readonly task: string;
  /** The ports that have a value. */
  readonly inputs: readonly string[];
  /** The ports to be written: all that are declared or consumed. `*` stands for numbered outputs `value-0`, `value-1`, ... */
  readonly outputs: readonly string[];
  /** Declared types by port, where the graph declares any. */
  readonly types: {
    readonly inputs: Readonly<Record<string, PortSchema>>;
    readonly outputs: Readonly<Record<string, PortSchema>>;
  };
}

/** How a task ended. `ok` claims success; the engine then verifies the outputs itself. */
export type TaskEnd =
  | { readonly status: "ok" }
  /** The program ended with a status other than 0. */
  | { readonly status: "exit"; readonly exitCode: number }
  /** A signal ended the program. */
  | { readonly status: "signal"; readonly signal: string }
  /** The task's own code threw, or its program could not be started. `error` says what and may be a coded one. */
  | { readonly status: "error"; readonly error: Error }
  /** Nobody can say how it ended, and it surely does not run any more: the engine may start another attempt. */
  | { readonly status: "lost"; readonly reason: string };

/** The folders and files of one attempt, all absolute local paths. Nothing else writes there. */
export interface Workspace {
  /** The attempt's own folder; everything below lies in it, except inputs that are read in place. */
  readonly dir: string;
  /** The call-args file of the worker contract (JSON: function_name, inputs, outputs, output_dir, done_path, ...). */
  readonly callArgs: string;
  /** Port to file with the value. Read only: the engine fails a task that changes one. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Port to file to write; the folder exists, the file does not. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The folder of the outputs, for numbered ones. */
  readonly outputDir: string;
  /** Standard output and error of the task go here, appended. */
  readonly log: string;
  /** The marker that Python workers write when they are done; the engine does not rely on it. */
  readonly donePath: string;
  /** An empty folder, the working directory of programs that have no better one. */
  readonly scratch: string;
  /** The storage's folder, where it has one (`TKR_DIR`), else the workspace's. */
  readonly checkpoints: string;
}

/** One input of a task, for executors that work in process. */
export interface TaskInput {
  /** The value, decoded by its declared type. The same object for every caller: read only. */
  value(): Promise<Value>;
  /** The stored bytes. */
  bytes(): Promise<Uint8Array>;
}

/** One output of a task, for executors that work in process. */
export interface TaskOutput {
  setValue(value: Value): void;
  /** The stored form: the value's encoding. */
  setBytes(bytes: Uint8Array): void;
}

/** What the engine hands to an executor beside the call. It belongs to one attempt and is of no use after `run` settles. */
export interface TaskContext {
  readonly run: string;
  readonly location: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the task shall end: the run was cancelled or a timeout struck. The executor then ends it and settles. */
  readonly signal: AbortSignal;
  /** Appends to the task's log. */
  log(text: string): void;
  input(port: string): TaskInput;
  output(port: string): TaskOutput;
  /** Makes the attempt's folders and files on the first call: for executors that start programs. */
  workspace(): Promise<Workspace>;
  /** Stores how to find this task again. A later controller hands it to `reattach`. */
  saveHandle(handle: Json): Promise<void>;
}

/** What `check` is told: a task of the graph that is about to run. */
export type TaskSite = TaskCall & {
  /** Where the task stands in the graph, for messages. */
  readonly location: string;
};

/** A task computed on the spot: decoded inputs in, outputs out, nothing awaited, same inputs same outputs. */
export type PureTask = (inputs: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>;

/**
 * Runs tasks of some kind. An executor does not retry, does not poll a storage and does not decide what "done" means.
 */
export interface Executor {
  readonly specVersion: 1;
  /** A short name for messages and records, such as `shell`. */
  readonly name: string;

  /**
   * Runs one task and settles with **how it ended**, whatever way that was. Rejects only when the executor itself is at
   * fault. When `context.signal` aborts it ends the task with all its processes and settles soon after, with any end.
   * Any number of calls may be under way at once; the engine limits them.
   */
  run(call: TaskCall, context: TaskContext): Promise<TaskEnd>;

  /**
   * Called once for each distinct task before anything of a run starts. Rejects with a coded error when the task can not
   * run here (unknown worker, missing program, wrong ports). May do set-up. Must not run the task.
   */
  check?(site: TaskSite): Promise<void>;

  /** Takes over a task that a dead controller started, by the handle it saved; settles as `run` does. */
  reattach?(handle: Json, call: TaskCall, context: TaskContext): Promise<TaskEnd>;

  /** The name of the executor that really takes a task, for records, where tasks are handed on. Default: `name`. */
  nameOf?(worker: string, task: string): string;

  /**
   * The task as a plain function, when it is pure and quick: the engine calls it in place, stores nothing and computes it
   * again when a run resumes. `undefined` for every other task.
   */
  pure?(worker: string, task: string): PureTask | undefined;

  /** Called at the end of a run with its id: time to end helper processes kept for it. */
  release?(run: string): Promise<void>;
}

import type { Json } from "./value/json.ts";
import type { PortSchema } from "./ports/schema.ts";
import type { Value } from "./value/value.ts";

/** A task to run: which worker's, on which ports. Names have been checked by the engine before an executor sees them. */
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

/** What `check` is told: a task of the graph that is about to run. */
export type TaskSite = TaskCall & {
  /** Where the task stands in the graph, for messages. */
  readonly location: string;
};

/** How a task ended. */
export type TaskEnd = TaskEnding & {
  /**
   * What is worth keeping of where and how it ran, to be found with its record: a job's number, a host, the digest of an
   * environment. Plain JSON, at most 4 kB of it: every task has a record.
   */
  readonly details?: Json;
};

/** The ways a task ends. */
export type TaskEnding =
  /** It claims success. The engine then verifies the outputs itself: missing ones are not the executor's to find. */
  | { readonly status: "ok" }
  /** The program ended with a status other than 0. */
  | { readonly status: "exit"; readonly exitCode: number }
  /** A signal ended the program: its name, such as `SIGKILL`. What a shell tells as 128 + n is a signal too. */
  | { readonly status: "signal"; readonly signal: string }
  /** The task's own code threw, or its program could not be started. `error` says what and may be a coded one. */
  | { readonly status: "error"; readonly error: Error }
  /** Nobody can say how it ended, and it surely does not run any more: the engine may start another attempt. */
  | { readonly status: "lost"; readonly reason: string };

/**
 * The folders and files of one attempt, all absolute local paths, which may hold any character but NUL. Nothing else writes
 * there. What is not named here is the executor's to use, under `dir`.
 */
export interface Workspace {
  /** The attempt's own folder; everything below lies in it, except inputs that are read in place. */
  readonly dir: string;
  /** The call-args file of the worker contract (JSON: function_name, inputs, outputs, output_dir, done_path, ...). */
  readonly callArgs: string;
  /** Port to file with the value. Read only, for the executor as for the task: the engine fails a task that changes one. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Port to file to write; the folder exists, the file does not. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The folder of the outputs, for numbered ones. */
  readonly outputDir: string;
  /** Standard output and error of the task go here, appended as they come: it may be read meanwhile. It need not exist. */
  readonly log: string;
  /** The marker that Python workers write when they are done; the engine does not rely on it. */
  readonly donePath: string;
  /** Where a worker may write a text to fail with it, whatever its exit status. */
  readonly errorPath: string;
  /** An empty folder, the working directory of programs that have no better one. Gone after an attempt that succeeded. */
  readonly scratch: string;
  /** The storage's folder, where it has one (`TKR_DIR`), else the workspace's. */
  readonly checkpoints: string;
}

/** One input of a task, for executors that work in process. */
export interface TaskInput {
  /** The value, decoded by its declared type. The same object for every caller: read only. */
  value(): Promise<Value>;
  /** The stored bytes. The same array for every caller: read only. */
  bytes(): Promise<Uint8Array>;
}

/** One output of a task, for executors that work in process. What is set last counts. */
export interface TaskOutput {
  setValue(value: Value): void;
  /** The stored form: the value's encoding. */
  setBytes(bytes: Uint8Array): void;
}

/**
 * What the engine hands to an executor beside the call. It belongs to one attempt and is of no use after `run` settles. Its
 * functions may be taken apart from it. Outputs are either set here or written to the workspace's files, not both.
 */
export interface TaskContext {
  /** The run's id. */
  readonly run: string;
  readonly location: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the task shall end: the run was cancelled or a timeout struck. The executor then ends it and settles. */
  readonly signal: AbortSignal;
  /** Adds to the task's log; a text that does not end a line gets its newline. */
  log(text: string): void;
  /** Throws a `TypeError` for a port that is not among the call's inputs. */
  input(port: string): TaskInput;
  output(port: string): TaskOutput;
  /**
   * Makes the attempt's folders and files on the first call: for executors that start programs. Rejects with a coded error
   * when the disk is full or the like; let it pass.
   */
  workspace(): Promise<Workspace>;
  /**
   * Stores how to find this task again, for `reattach` of a later controller; the last one counts. Await it **before** the task can
   * run without this process: a handle that is saved after the start is lost when the process dies in between.
   */
  saveHandle(handle: Json): Promise<void>;
}

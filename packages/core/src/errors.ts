/** Every code a {@link TierkreisError} can carry. Codes are stable; messages are for people and may change. */
export type ErrorCode =
  // graphs
  | "TKR_GRAPH_INVALID"
  | "TKR_GRAPH_FOREIGN_REF"
  | "TKR_GRAPH_DEPTH"
  | "TKR_TYPE_UNSUPPORTED"
  // values
  | "TKR_VALUE_INVALID"
  | "TKR_VALUE_TYPE"
  | "TKR_INTEGER_UNSAFE"
  // workers and tasks
  | "TKR_WORKER_NAME"
  | "TKR_WORKER_UNKNOWN"
  | "TKR_WORKER_INVALID"
  | "TKR_TASK_UNKNOWN"
  | "TKR_PORT_NAME"
  | "TKR_PORT_COUNT"
  | "TKR_TASK_FAILED"
  | "TKR_TASK_LOST"
  | "TKR_TASK_TIMEOUT"
  | "TKR_OUTPUT_MISSING"
  | "TKR_OUTPUT_INVALID"
  | "TKR_INPUT_CHANGED"
  | "TKR_INPUT_NOT_EXPORTABLE"
  // executors
  | "TKR_EXECUTOR_UNKNOWN"
  | "TKR_EXECUTOR_FAULT"
  | "TKR_PROGRAM_NOT_STARTED"
  | "TKR_PROGRAM_MISSING"
  | "TKR_ENVIRONMENT_FAILED"
  | "TKR_SPAWNER_FAULT"
  // storages
  | "TKR_KEY_INVALID"
  | "TKR_STORAGE_NOT_FOUND"
  | "TKR_STORAGE_FAILED"
  | "TKR_STORAGE_FAULT"
  | "TKR_STORAGE_CLOSED"
  | "TKR_SPEC_VERSION"
  // runs
  | "TKR_RUN_ID"
  | "TKR_RUN_UNKNOWN"
  | "TKR_RUN_LOCKED"
  | "TKR_RUN_IDLE"
  | "TKR_RUN_LOST"
  | "TKR_RUN_CHANGED"
  | "TKR_NOT_RESTARTABLE"
  | "TKR_INPUTS_INVALID"
  | "TKR_CANCELLED"
  | "TKR_BREAKPOINT"
  // schemas and the command line
  | "TKR_SCHEMA_INVALID"
  | "TKR_WRITE_FAILED"
  | "TKR_USAGE"
  | "TKR_BUG";

/** What an error is about. Every field is optional; the message names the same things in words. */
export interface ErrorDetails {
  /** The run's UUID. */
  readonly run?: string;
  /** The node's printed location, such as `-.N3.L0.N2`. */
  readonly location?: string;
  readonly worker?: string;
  readonly task?: string;
  readonly port?: string;
  /** 1 for the first attempt. */
  readonly attempt?: number;
  readonly exitCode?: number;
  /** The name of the signal that ended the program, such as `SIGKILL`. */
  readonly signal?: string;
  /** The last lines the task wrote to its log. */
  readonly logTail?: string;
  /** Where the whole log lies: a path, or a storage key. */
  readonly log?: string;
  /** The name of the storage or executor that did it. */
  readonly driver?: string;
  /** The method of the driver, such as `write` or `run`. */
  readonly operation?: string;
  /** The storage key. */
  readonly key?: string;
  /** The index of the node in its graph. */
  readonly node?: number;
  readonly file?: string;
  /** 1 for the first line. */
  readonly line?: number;
  /** 1 for the first column. */
  readonly column?: number;
  /** The system's own word for it, such as `ENOSPC`. */
  readonly errno?: string;
}

const marker = Symbol.for("tierkreis.error");

/**
 * The one error class of Tierkreis: what went wrong, on which thing, and what to do, with a stable {@link code}.
 * Wrong arguments from code (not from data) are plain `TypeError`s.
 */
export class TierkreisError extends Error {
  readonly [marker] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TierkreisError";
    this.code = code;
    this.details = rest;
  }

  /** True for a `TierkreisError` of any copy of this package, which `instanceof` is not. Whatever was thrown, it does not throw. */
  static isInstance(error: unknown): error is TierkreisError {
    return typeof propertyOf(error, "code") === "string" && propertyOf(error, marker) === true;
  }
}

/** `undefined` also for what throws when it is looked at, as a `Proxy` may. */
function propertyOf(thing: unknown, name: PropertyKey): unknown {
  if (typeof thing !== "object" || thing === null) return undefined;
  try {
    return Reflect.get(thing, name);
  } catch {
    return undefined;
  }
}

/** The words of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's word for a failed call (`ENOENT`, `ENOSPC`, ...), when the error has one. */
export function errnoOf(error: unknown): string | undefined {
  const code = propertyOf(error, "code");
  return typeof code === "string" ? code : undefined;
}

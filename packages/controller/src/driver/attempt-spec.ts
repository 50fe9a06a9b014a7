import type { Executor, Storage, TaskCall } from "@tierkreis/core";
import type { Held } from "./held.ts";
import type { Leftover } from "./leftovers.ts";
import type { Staging } from "./staging.ts";

/** What an attempt is given. */
export interface AttemptSpec {
  readonly storage: Storage;
  readonly executor: Executor;
  readonly call: TaskCall;
  readonly inputs: ReadonlyMap<string, Held>;
  readonly run: string;
  readonly location: string;
  readonly attempt: number;
  /** The attempt's key prefix. */
  readonly prefix: string;
  /** Where it works when the storage has no local files. */
  readonly staging: Staging;
  readonly signal: AbortSignal;
  /** Called when the executor has settled: the task has ended, and its time is no longer counted. */
  readonly onSettled: () => void;
  /** What is left of the attempt, when an owner that is gone began it: it is taken over, and nothing is started. */
  readonly takeOver?: Leftover;
}

import type { Executor, RetryPolicy } from "@tierkreis/core";
import type { PureTasks } from "../scheduler/plan.ts";
import type { Places } from "./task-queue.ts";

/** What goes on when a task has failed for good. */
export type OnFailure = "finish" | "failFast" | "keepGoing";

export interface RunSettings {
  readonly executor: Executor;
  /** Called when the run is to end before its time: its storage gets little time for each call from then on. */
  readonly hurry: () => void;
  /** Called when the run has ended: nobody waits any more for what it still asks of its storage. */
  readonly letGo: () => void;
  /** What may be under way at once. */
  readonly places: Places;
  /** Further attempts after a failure, where the task does not say. */
  readonly retry: number | RetryPolicy;
  /** Milliseconds an attempt may take, where the task does not say; `undefined` is no limit. */
  readonly timeout: number | undefined;
  /** Milliseconds an attempt may go on without a sign of life, where the task does not say; `undefined` is no limit. */
  readonly idleTimeout: number | undefined;
  readonly onFailure: OnFailure;
  /** Bring each record to the disk before it counts. */
  readonly fsync: boolean;
  /** Tells which tasks are functions that the scheduler calls itself. */
  readonly pure: PureTasks;
  /** Stop at breakpoints. */
  readonly breakpoints: boolean;
  /** What is written of the run beside what it needs to go on. */
  readonly record: "tasks" | "all";
  /** Evaluations inside one another before recursion counts as endless. */
  readonly maxDepth: number;
}

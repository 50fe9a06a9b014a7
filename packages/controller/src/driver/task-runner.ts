import type { Location, TaskPolicy, TierkreisError } from "@tierkreis/core";
import type { RunEvents, TaskFields } from "../events.ts";
import type { Datum } from "../scheduler/datum.ts";
import type { PlanNode } from "../scheduler/plan.ts";
import type { TaskSite } from "../scheduler/protocol.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { asError, isTaskFault } from "./failures.ts";
import type { Held } from "./held.ts";
import type { Leftovers } from "./leftovers.ts";
import type { RunHome } from "./run-home.ts";
import { isSilence } from "../guard/executor-fault.ts";
import { findOutcome, type History } from "./outcomes.ts";
import { isTriedAgain, retryRule, waitBefore } from "./retries.ts";
import type { RunSettings } from "./run-settings.ts";
import type { Staging } from "./staging.ts";
import { taskCall, taskName } from "./task-call.ts";
import { taskOutputs } from "./task-outputs.ts";
import type { Demand } from "./task-queue.ts";
import { tryTask, type Try } from "./try-task.ts";
import type { Values } from "./values.ts";

/** Outputs by port. */
export type TaskOutputs = ReadonlyMap<string, Datum>;

/** What a runner works with: the parts of one run. */
export interface RunnerParts {
  readonly settings: RunSettings;
  readonly home: RunHome;
  readonly checkpoint: Checkpoint;
  readonly values: Values;
  readonly events: RunEvents;
  /** Where attempts work when the storage has no local files. */
  readonly staging: Staging;
  /** What earlier owners of the run left of an attempt. */
  readonly leftovers: Leftovers;
  /** Aborted when the run ends before its time. */
  readonly signal: AbortSignal;
  /** False once the run has failed: no task is started any more. */
  readonly mayStart: () => boolean;
}

/** What is known of a task that has no outcome yet. */
interface Progress {
  /** The number of the last attempt. */
  readonly attempts: number;
  /** Failures in this life of the run. */
  readonly failures: number;
  /** The last attempt is an earlier owner's, and nobody noted its end. */
  readonly unfinished: History["unfinished"];
}

/** A task is to be tried again. */
export class TryAgain {
  /** Milliseconds to wait before. */
  readonly wait: number;

  constructor(wait: number) {
    this.wait = wait;
  }
}

/** Brings single tasks to a recorded outcome: one that is there from an earlier life of the run, or one made by an attempt. */
export class TaskRunner {
  readonly #parts: RunnerParts;
  /** By location; forgotten when the task is done. */
  readonly #progress = new Map<Location, Progress>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** The outputs of the recorded outcome, or `undefined` when there is none that counts. */
  async lookUp(site: TaskSite): Promise<TaskOutputs | undefined> {
    const { home, events, values } = this.#parts;
    const { planned, place } = site;
    const location = await values.location(place, planned.index);
    // It was looked up, and is tried again: what is counted since must not begin anew.
    if (this.#progress.has(location)) return undefined;
    const { outcome, attempts, complaint, unfinished } = await findOutcome(home, location);
    if (complaint !== undefined) {
      const message = `${location} runs again: ${complaint}.`;
      events.emit({ type: "warning", location, message, at: Date.now() });
    }
    if (outcome === undefined) {
      if (attempts > 0) this.#progress.set(location, { attempts, failures: 0, unfinished });
      return undefined;
    }
    const fields = { location, ...taskName(planned.node), attempt: Math.max(attempts, 1), at: Date.now() };
    events.emit({ type: "taskDone", ...fields, reused: true });
    return taskOutputs(site, outcome, values);
  }

  /** What a task takes while it is under way. */
  demandOf({ planned }: TaskSite): Demand {
    const { executor } = this.#parts.settings;
    const { worker, task } = taskName(planned.node);
    const { cpus = 1, memory = 0 } = this.#policyOf(planned).resources ?? {};
    return { executor: executor.nameOf?.(worker, task) ?? executor.name, worker, cpus, memory };
  }

  /**
   * Makes one attempt at a task, or takes over the one that an earlier owner of the run left, and if that came to nothing makes a new
   * one. Settles when its outcome is recorded, or when it failed and its policy has it tried again, or with `undefined` when the run
   * failed before it began; rejects with the coded, explained error when it failed for good.
   */
  async attempt(
    site: TaskSite,
    inputs: ReadonlyMap<string, Datum>,
  ): Promise<TaskOutputs | TryAgain | undefined> {
    const { planned, place, plan } = site;
    const { values, checkpoint, mayStart } = this.#parts;
    const location = await values.location(place, planned.index);
    const call = taskCall(plan.graph, planned, [...inputs.keys()]);
    const policy = this.#policyOf(planned);
    const held = new Map<string, Held>();
    for (const [port, datum] of inputs) held.set(port, await values.held(datum));
    const { attempts, failures, unfinished } = this.#progress.get(location) ?? none;
    const one = { location, call, inputs: held, policy };

    if (unfinished !== undefined) {
      // It may be the attempt of a later owner, and under way.
      await checkpoint.confirmOwner();
      if (!mayStart()) return undefined;
      this.#progress.set(location, { attempts, failures, unfinished: undefined });
      const { name, isVoid } = unfinished;
      const taken = await this.#tell(site, { ...one, name, takeOver: true, discard: isVoid }, isAnyEnd);
      if (!(taken instanceof TryAgain)) return taken;
    }
    if (!mayStart()) return undefined;
    const name = checkpoint.attempt(attempts + 1);
    this.#progress.set(location, { attempts: attempts + 1, failures: failures + 1, unfinished: undefined });
    const rule = retryRule(policy.retry ?? 0);
    return this.#tell(site, { ...one, name, takeOver: false }, (error) =>
      failures < rule.limit && isTriedAgain(rule, error)
        ? new TryAgain(waitBefore(rule, failures + 1, Math.random()))
        : undefined,
    );
  }

  /** Makes an attempt and tells of it. `again` says whether and when a failure is to be tried again. */
  async #tell(
    site: TaskSite,
    one: Try,
    again: (error: TierkreisError) => TryAgain | undefined,
  ): Promise<TaskOutputs | TryAgain> {
    const { values, events, signal } = this.#parts;
    const { location, call, name } = one;
    const { worker, task } = call;
    const fields: Omit<TaskFields, "at"> = { location, worker, task, attempt: name.attempt };
    const takenOver = one.takeOver ? ({ takenOver: true } as const) : {};
    events.emit({ type: "taskStarted", ...fields, ...takenOver, at: Date.now() });
    try {
      const outcome = await tryTask(this.#parts, one);
      this.#progress.delete(location);
      events.emit({ type: "taskDone", ...fields, reused: false, at: Date.now() });
      return taskOutputs(site, outcome, values);
    } catch (error) {
      const mayRun = isSilence(error) || (error instanceof Error && isSilence(error.cause));
      const wait = signal.aborted || mayRun || !isTaskFault(error) ? undefined : again(error);
      const willRetry = wait !== undefined;
      events.emit({ type: "taskFailed", ...fields, error: asError(error), willRetry, at: Date.now() });
      if (wait === undefined) throw error;
      return wait;
    }
  }

  #policyOf({ node }: PlanNode): TaskPolicy {
    const { retry, timeout, idleTimeout } = this.#parts.settings;
    const own = node.type === "function" ? node.policy : undefined;
    return {
      retry,
      ...(timeout === undefined ? {} : { timeout }),
      ...(idleTimeout === undefined ? {} : { idleTimeout }),
      ...own,
    };
  }
}

const none: Progress = { attempts: 0, failures: 0, unfinished: undefined };

/** Whatever became of an attempt that was taken over, its task may be tried anew; but not while it may still run. */
function isAnyEnd(error: TierkreisError): TryAgain | undefined {
  return error.code === "TKR_EXECUTOR_FAULT" ? undefined : new TryAgain(0);
}

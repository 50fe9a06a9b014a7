import {
  TierkreisError,
  type ErrorDetails,
  type Executor,
  type Location,
  type TaskCall,
  type TaskPolicy,
} from "@tierkreis/core";
import type { RunEvents, TaskFields } from "../events.ts";
import type { Datum } from "../scheduler/datum.ts";
import type { PlanNode, PureTasks } from "../scheduler/plan.ts";
import type { TaskSite } from "../scheduler/protocol.ts";
import { Attempt } from "./attempt.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { asError, isTaskFault } from "./failures.ts";
import { isSilence } from "../guard/executor-fault.ts";
import type { Held } from "./held.ts";
import type { RunHome } from "./open-run.ts";
import { findOutcome, type Outcome } from "./outcomes.ts";
import type { Staging } from "./staging.ts";
import { taskCall, taskName } from "./task-call.ts";
import { taskOutputs } from "./task-outputs.ts";
import type { Values } from "./values.ts";

export interface RunSettings {
  readonly executor: Executor;
  /** Called when the run is to end before its time: its storage gets little time for each call from then on. */
  readonly hurry: () => void;
  /** Tasks under way at once. */
  readonly concurrency: number;
  /** Further attempts after a failure, where the task does not say. */
  readonly retry: number;
  /** Milliseconds an attempt may take, where the task does not say; `undefined` is no limit. */
  readonly timeout: number | undefined;
  /** Tells which tasks are functions that the scheduler calls itself. */
  readonly pure: PureTasks;
  /** Stop at breakpoints. */
  readonly breakpoints: boolean;
  /** What is written of the run beside what it needs to go on. */
  readonly record: "tasks" | "all";
  /** Evaluations inside one another before recursion counts as endless. */
  readonly maxDepth: number;
}

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
  /** Aborted when the run ends before its time. */
  readonly signal: AbortSignal;
}

/** One try at a task that is about to be made. */
interface Try {
  readonly location: Location;
  readonly call: TaskCall;
  readonly inputs: ReadonlyMap<string, Held>;
  readonly policy: TaskPolicy;
  readonly number: number;
}

/** Brings single tasks to a recorded outcome: one that is there from an earlier life of the run, or one made by an attempt. */
export class TaskRunner {
  readonly #parts: RunnerParts;
  /** Attempts made in earlier lives of the run, by location; forgotten when the task starts. */
  readonly #earlier = new Map<Location, number>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** The outputs of the recorded outcome, or `undefined` when there is none that counts. */
  async lookUp(site: TaskSite): Promise<TaskOutputs | undefined> {
    const { home, events, values } = this.#parts;
    const { planned, place } = site;
    const location = await values.location(place, planned.index);
    const history = await findOutcome(home, location);
    if (history.complaint !== undefined)
      this.#warn(location, `${location} runs again: ${history.complaint}.`);
    if (history.outcome === undefined) {
      if (history.attempts > 0) this.#earlier.set(location, history.attempts);
      return undefined;
    }
    const fields = {
      location,
      ...taskName(planned.node),
      attempt: Math.max(history.attempts, 1),
      at: Date.now(),
    };
    events.emit({ type: "taskDone", ...fields, reused: true });
    return taskOutputs(site, history.outcome, values);
  }

  /** Runs a task, again if its policy says so, until its outcome is recorded. Rejects with the coded, explained error. */
  async run(site: TaskSite, inputs: ReadonlyMap<string, Datum>): Promise<TaskOutputs> {
    const { planned, place, plan } = site;
    const { settings, values, events, signal } = this.#parts;
    const location = await values.location(place, planned.index);
    const call = taskCall(plan.graph, planned, [...inputs.keys()]);
    const policy = policyOf(planned, settings);
    const held = new Map<string, Held>();
    for (const [port, datum] of inputs) held.set(port, await values.held(datum));

    let number = this.#earlier.get(location) ?? 0;
    this.#earlier.delete(location);
    for (let left = policy.retry ?? 0; ; left--) {
      number++;
      const fields: Omit<TaskFields, "at"> = {
        location,
        worker: call.worker,
        task: call.task,
        attempt: number,
      };
      events.emit({ type: "taskStarted", ...fields, at: Date.now() });
      try {
        const outcome = await this.#try({ location, call, inputs: held, policy, number });
        events.emit({ type: "taskDone", ...fields, reused: false, at: Date.now() });
        return taskOutputs(site, outcome, values);
      } catch (error) {
        const willRetry = left > 0 && !signal.aborted && isTaskFault(error);
        events.emit({ type: "taskFailed", ...fields, error: asError(error), willRetry, at: Date.now() });
        if (!willRetry) throw error;
      }
    }
  }

  async #try({ location, call, inputs, policy, number }: Try): Promise<Outcome> {
    const { settings, home, checkpoint, signal } = this.#parts;
    const { executor } = settings;
    const { storage, keys } = home;
    const name = checkpoint.attempt(number);
    const clock = new AbortController();
    const timer =
      policy.timeout === undefined
        ? undefined
        : setTimeout(() => {
            clock.abort();
          }, policy.timeout);
    const attempt = new Attempt({
      storage,
      executor,
      call,
      inputs,
      run: keys.run,
      location,
      attempt: number,
      prefix: keys.attempt(location, name),
      staging: this.#parts.staging,
      signal: AbortSignal.any([signal, clock.signal]),
    });
    const start = new Date().toISOString();
    try {
      const { outputs, details } = await attempt.perform();
      if (signal.aborted) throw asError(signal.reason);
      return await checkpoint.record(location, name, {
        version: 1,
        worker: call.worker,
        task: call.task,
        executor: executor.nameOf?.(call.worker, call.task) ?? executor.name,
        attempt: number,
        epoch: name.epoch,
        start,
        end: new Date().toISOString(),
        exit_status: 0,
        ...(details === undefined ? {} : { details }),
        outputs,
      });
    } catch (error) {
      if (signal.aborted) {
        if (isSilence(error)) this.#warn(location, asError(error).message);
        throw asError(signal.reason);
      }
      if (TierkreisError.isInstance(error) && error.code === "TKR_INPUT_CHANGED")
        await this.#repair(attempt, inputs);
      const late = new TierkreisError(
        "TKR_TASK_TIMEOUT",
        `it took longer than its ${String(policy.timeout)} ms and was ended`,
      );
      const isLate = clock.signal.aborted && isTaskFault(error) && !isSilence(error);
      throw await this.#explain(isLate ? late : error, attempt, call);
    } finally {
      clearTimeout(timer);
    }
  }

  #warn(location: Location, message: string): void {
    this.#parts.events.emit({ type: "warning", location, message, at: Date.now() });
  }

  /** What a task wrote over is written again, or, where only the record knew it, must be computed again. */
  async #repair(attempt: Attempt, inputs: ReadonlyMap<string, Held>): Promise<void> {
    for (const port of attempt.changedInputs) {
      const held = inputs.get(port);
      if (held !== undefined && (await held.repair()) === "void")
        await this.#parts.checkpoint.revoke(held.key);
    }
  }

  /** The task's failure with everything a person needs: where, what, how it ended, its last words, how to go on. */
  async #explain(error: unknown, attempt: Attempt, call: TaskCall): Promise<Error> {
    if (!isTaskFault(error)) return asError(error);
    const { run } = this.#parts.home.keys;
    const { tail, log } = await attempt.logTail();
    const words = [
      `Task ${call.worker}.${call.task} at ${attempt.location} failed in attempt ${String(attempt.attempt)}: ${error.message.replace(/\.$/, "")}.`,
      ...(tail === ""
        ? []
        : ["Its last words:", ...tail.split("\n").map((line) => `  | ${line}`), `All of its log: ${log}`]),
      `What is done is kept: run ${run} again to go on from there.`,
    ];
    const details: ErrorDetails = {
      ...error.details,
      run,
      location: attempt.location,
      worker: call.worker,
      task: call.task,
      attempt: attempt.attempt,
      log,
      ...(tail === "" ? {} : { logTail: tail }),
    };
    return new TierkreisError(error.code, words.join("\n"), { ...details, cause: error });
  }
}

function policyOf({ node }: PlanNode, settings: RunSettings): TaskPolicy {
  const { timeout } = settings;
  const own = node.type === "function" ? node.policy : undefined;
  return { retry: settings.retry, ...(timeout === undefined ? {} : { timeout }), ...own };
}

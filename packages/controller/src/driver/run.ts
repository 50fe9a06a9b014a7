import {
  childLocation,
  jsonToValue,
  messageOf,
  ROOT,
  TierkreisError,
  type ErrorDetails,
  type Executor,
  type Graph,
  type Location,
  type RunKeys,
  type Storage,
  type TaskCall,
} from "@tierkreis/core";
import { RunEvents, type TaskFields } from "../events.ts";
import { makePlan, type Plan, type PlanNode } from "../scheduler/plan.ts";
import {
  Scheduler,
  type NodeId,
  type Ports,
  type SchedulerCommand,
  type SchedulerEvent,
} from "../scheduler/scheduler.ts";
import { Attempt } from "./attempt.ts";
import { Checkpoint, type Outcome } from "./checkpoint.ts";
import { digestStored } from "./digest.ts";
import { Held } from "./held.ts";
import { completeMetadata } from "./metadata.ts";
import type { OpenedRun } from "./open-run.ts";
import { encodeRecord } from "./record.ts";
import { taskCall, taskName } from "./task-call.ts";

/** How long an executor may take to settle after it was told to end a task. */
const SETTLE_MS = 15_000;

export interface RunSettings {
  readonly storage: Storage;
  readonly executor: Executor;
  /** Tasks under way at once. */
  readonly concurrency: number;
  /** Further attempts after a failure, where the task does not say. */
  readonly retry: number;
  /** Milliseconds an attempt may take, where the task does not say; `undefined` is no limit. */
  readonly timeout: number | undefined;
}

interface QueuedTask {
  readonly id: NodeId;
  readonly planned: PlanNode;
  readonly inputs: Ports<Held>;
}

/** An attempt that is to be made. */
interface AttemptPlan {
  readonly planned: PlanNode;
  readonly call: TaskCall;
  readonly inputs: Ports<Held>;
  readonly location: Location;
  readonly number: number;
}

/**
 * The driver: performs what the scheduler asks for one run, from the first event to the last, and never decides what is
 * to run. Tasks wait in a queue for a free place; nothing polls.
 */
export class Run {
  readonly events = new RunEvents();
  readonly #settings: RunSettings;
  readonly #keys: RunKeys;
  readonly #opened: OpenedRun;
  readonly #plan: Plan;
  readonly #scheduler: Scheduler<Held>;
  readonly #checkpoint: Checkpoint;
  readonly #queue: QueuedTask[] = [];
  readonly #abort = new AbortController();
  readonly #attempts = new Map<number, number>();
  readonly #settled = Promise.withResolvers<Ports<Held>>();
  #queued = 0;
  #busy = 0;
  #failure: Error | undefined;
  #outputs: Ports<Held> | undefined;

  constructor(graph: Graph, opened: OpenedRun, settings: RunSettings) {
    const { keys } = opened.home;
    this.#settings = settings;
    this.#keys = keys;
    this.#opened = opened;
    this.#plan = makePlan(graph);
    this.#checkpoint = new Checkpoint(settings.storage, keys, opened.lock);
    this.#scheduler = new Scheduler<Held>(this.#plan, {
      inputs: opened.inputs,
      constant: (id, planned) => this.#constant(id, planned),
      resume: opened.resumed,
    });
  }

  /** Performs the run; settles with its outputs by port when everything is recorded. */
  async perform(): Promise<Ports<Held>> {
    const { lock, resumed, metadata } = this.#opened;
    this.events.emit({ type: "runStarted", run: this.#keys.run, resumed, at: Date.now() });
    lock.keepAlive(
      () => this.#readControl(),
      (error) => {
        this.#fail(asError(error));
      },
    );
    try {
      this.#dispatch({ type: "begin" });
      const outputs = await this.#settled.promise;
      await this.#recordOutputs(outputs);
      await lock.confirm();
      await completeMetadata(this.#opened.home, metadata);
      this.events.emit({ type: "runEnded", status: "done", at: Date.now() });
      return outputs;
    } catch (error) {
      const status =
        TierkreisError.isInstance(error) && error.code === "TKR_CANCELLED" ? "cancelled" : "failed";
      this.events.emit({ type: "runEnded", status, error: asError(error), at: Date.now() });
      throw error;
    } finally {
      await this.#settings.executor.release?.(this.#keys.run);
      if (!isLost(this.#failure)) await lock.release().catch(() => undefined);
    }
  }

  /** Ends all tasks; `perform` then rejects with the reason. What is recorded stays. */
  cancel(reason: Error): void {
    this.#fail(reason);
  }

  #dispatch(event: SchedulerEvent<Held>): void {
    for (const command of this.#scheduler.step(event)) this.#perform(command);
    this.#pump();
  }

  #perform(command: SchedulerCommand<Held>): void {
    switch (command.type) {
      case "lookUp":
        this.#track(this.#lookUp(command.id, command.planned));
        break;
      case "start":
        this.#queue.push(command);
        break;
      case "finish":
        this.#outputs = command.outputs;
        break;
    }
  }

  /** Starts what there is room for, and ends the run when nothing is under way any more. */
  #pump(): void {
    while (this.#failure === undefined && this.#queued < this.#settings.concurrency) {
      const task = this.#queue.shift();
      if (task === undefined) break;
      this.#queued++;
      this.#track(
        this.#runTask(task).finally(() => {
          this.#queued--;
        }),
      );
    }
    if (this.#busy > 0) return;
    if (this.#failure !== undefined) this.#settled.reject(this.#failure);
    else if (this.#outputs !== undefined) this.#settled.resolve(this.#outputs);
    else this.#settled.reject(new TierkreisError("TKR_BUG", "Nothing runs, and the outputs are not there."));
  }

  /** Work that must end before the run does. What it rejects with is the run's failure. */
  #track(work: Promise<void>): void {
    this.#busy++;
    work
      .catch((error: unknown) => {
        this.#fail(asError(error), false);
      })
      .finally(() => {
        this.#busy--;
        this.#pump();
      });
  }

  /** The first failure is the run's. `end`: tasks under way are ended, not waited for. */
  #fail(error: Error, end = true): void {
    this.#failure ??= error;
    if (end || isLost(error)) this.#abort.abort(error);
    if (this.#busy === 0) this.#pump();
  }

  async #lookUp(id: NodeId, planned: PlanNode): Promise<void> {
    const location = this.#location(id);
    const history = await this.#checkpoint.lookUp(location);
    this.#attempts.set(id.node, history.attempts);
    if (history.complaint !== undefined) {
      const message = `${location} runs again: ${history.complaint}.`;
      this.events.emit({ type: "warning", location, message, at: Date.now() });
    }
    if (history.outcome === undefined) {
      this.#dispatch({ type: "notRecorded", id });
      return;
    }
    const { worker, task } = taskName(planned.node);
    const fields = { location, worker, task, attempt: Math.max(history.attempts, 1), at: Date.now() };
    this.events.emit({ type: "taskDone", ...fields, reused: true });
    this.#dispatch({ type: "done", id, outputs: this.#held(planned, history.outcome) });
  }

  /** Runs one task, again if its policy says so, until its outcome is recorded. */
  async #runTask({ id, planned, inputs }: QueuedTask): Promise<void> {
    const location = this.#location(id);
    const call = taskCall(this.#plan.graph, planned, [...inputs.keys()]);
    const retries =
      (planned.node.type === "function" ? planned.node.policy?.retry : undefined) ?? this.#settings.retry;
    for (let left = retries; ; left--) {
      const attempt = (this.#attempts.get(id.node) ?? 0) + 1;
      this.#attempts.set(id.node, attempt);
      const fields: Omit<TaskFields, "at"> = { location, worker: call.worker, task: call.task, attempt };
      this.events.emit({ type: "taskStarted", ...fields, at: Date.now() });
      try {
        const outcome = await this.#attempt({ planned, call, inputs, location, number: attempt });
        this.events.emit({ type: "taskDone", ...fields, reused: false, at: Date.now() });
        this.#dispatch({ type: "done", id, outputs: this.#held(planned, outcome) });
        return;
      } catch (error) {
        const willRetry =
          left > 0 && !this.#abort.signal.aborted && this.#failure === undefined && isTaskFault(error);
        this.events.emit({ type: "taskFailed", ...fields, error: asError(error), willRetry, at: Date.now() });
        if (!willRetry) throw error;
      }
    }
  }

  async #attempt({ planned, call, inputs, location, number }: AttemptPlan): Promise<Outcome> {
    const { storage, executor } = this.#settings;
    const name = this.#checkpoint.attempt(number);
    const limit =
      (planned.node.type === "function" ? planned.node.policy?.timeout : undefined) ?? this.#settings.timeout;
    const clock = new AbortController();
    const timer =
      limit === undefined
        ? undefined
        : setTimeout(() => {
            clock.abort();
          }, limit);
    const attempt = new Attempt({
      storage,
      executor,
      call,
      inputs,
      run: this.#keys.run,
      location,
      attempt: number,
      prefix: this.#keys.attempt(location, name),
      signal: AbortSignal.any([this.#abort.signal, clock.signal]),
    });
    const start = new Date().toISOString();
    try {
      const outputs = await settleAfterAbort(attempt.perform(), attempt.signal, executor);
      if (this.#abort.signal.aborted) throw asError(this.#abort.signal.reason);
      const record = {
        version: 1,
        worker: call.worker,
        task: call.task,
        executor: executor.name,
        attempt: number,
        epoch: name.epoch,
        start,
        end: new Date().toISOString(),
        outputs,
      } as const;
      return await this.#checkpoint.record(location, name, record);
    } catch (error) {
      if (this.#abort.signal.aborted) throw asError(this.#abort.signal.reason);
      if (TierkreisError.isInstance(error) && error.code === "TKR_INPUT_CHANGED")
        await this.#repairInputs(attempt, inputs);
      const late = clock.signal.aborted
        ? new TierkreisError("TKR_TASK_TIMEOUT", `it took longer than its ${String(limit)} ms and was ended`)
        : error;
      throw await this.#explain(late, attempt, call);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What a task wrote over is written again, or, where only the record knew it, must be computed again. */
  async #repairInputs(attempt: Attempt, inputs: Ports<Held>): Promise<void> {
    for (const port of attempt.changedInputs) {
      const held = inputs.get(port);
      if ((await held?.repair()) === "void" && held !== undefined) await this.#checkpoint.revoke(held.key);
    }
  }

  /** The task's failure with everything a person needs: where, what, how it ended, its last words, how to go on. */
  async #explain(error: unknown, attempt: Attempt, call: TaskCall): Promise<Error> {
    if (!isTaskFault(error)) return asError(error);
    const { tail, log } = await attempt.logTail();
    const words = [
      `Task ${call.worker}.${call.task} at ${attempt.location} failed in attempt ${String(attempt.attempt)}: ${error.message}.`,
      ...(tail === ""
        ? []
        : ["Its last words:", ...tail.split("\n").map((line) => `  | ${line}`), `All of its log: ${log}`]),
      `What is done is kept: run ${this.#keys.run} again to go on from there.`,
    ];
    const details: ErrorDetails = {
      ...error.details,
      run: this.#keys.run,
      location: attempt.location,
      worker: call.worker,
      task: call.task,
      attempt: attempt.attempt,
      log,
      ...(tail === "" ? {} : { logTail: tail }),
    };
    return new TierkreisError(error.code, words.join("\n"), { ...details, cause: error });
  }

  /** A recorded outcome as values of the run. */
  #held(planned: PlanNode, outcome: Outcome): Ports<Held> {
    const declared = planned.node.type === "function" ? planned.node.ports?.outputs : undefined;
    const held = new Map<string, Held>();
    for (const [port, key] of outcome.outputs) {
      const index =
        declared !== undefined && Object.hasOwn(declared, port) ? declared[port]?.type : undefined;
      const type = index === undefined ? undefined : this.#plan.graph.types?.[index];
      held.set(port, Held.stored(this.#settings.storage, { key, type }));
    }
    return held;
  }

  #constant(id: NodeId, { node }: PlanNode): Held {
    const value = node.type === "const" ? jsonToValue(node.value) : null;
    const key = this.#keys.output(this.#location(id), "value");
    return Held.given(this.#settings.storage, { key, type: undefined }, value);
  }

  /** The run's outputs at Python's place, then the marker that says they are all there. */
  async #recordOutputs(outputs: Ports<Held>): Promise<void> {
    const { storage } = this.#settings;
    const digests: Record<string, Awaited<ReturnType<typeof digestStored>>> = {};
    for (const [port, held] of outputs) {
      await held.store();
      const key = this.#keys.output(ROOT, port);
      await storage.link(held.key, key);
      digests[port] = await digestStored(storage, key);
    }
    await this.#opened.lock.confirm();
    const now = new Date().toISOString();
    const record = {
      version: 1,
      worker: "tierkreis",
      task: "run",
      executor: "controller",
      attempt: 1,
      start: now,
      end: now,
    } as const;
    await storage.write(
      this.#keys.done(ROOT),
      encodeRecord({ ...record, epoch: this.#opened.lock.epoch, outputs: digests }),
    );
  }

  async #readControl(): Promise<void> {
    if ((await this.#settings.storage.stat(this.#keys.control("cancel"))) === undefined) return;
    await this.#settings.storage.delete(this.#keys.control("cancel"));
    this.#fail(
      new TierkreisError("TKR_CANCELLED", `Run ${this.#keys.run} was cancelled from another process.`, {
        run: this.#keys.run,
      }),
    );
  }

  #location(id: NodeId): Location {
    return childLocation(ROOT, "N", id.node);
  }
}

/** An executor that ignores its signal must not hang the run: it gets a while, then it is at fault. */
async function settleAfterAbort<T>(work: Promise<T>, signal: AbortSignal, executor: Executor): Promise<T> {
  const overdue = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => {
      const message = `the executor ${executor.name} did not end its task within ${String(SETTLE_MS / 1000)} s of being told to`;
      overdue.reject(new TierkreisError("TKR_EXECUTOR_FAULT", message));
    }, SETTLE_MS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, overdue.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** True for what went wrong in or around one task, as opposed to the storage, the lock or ourselves. */
function isTaskFault(error: unknown): error is TierkreisError {
  if (!TierkreisError.isInstance(error)) return false;
  return !["TKR_RUN_LOST", "TKR_STORAGE_FAILED", "TKR_STORAGE_CLOSED", "TKR_BUG", "TKR_CANCELLED"].includes(
    error.code,
  );
}

function isLost(error: Error | undefined): boolean {
  return TierkreisError.isInstance(error) && error.code === "TKR_RUN_LOST";
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown), { cause: thrown });
}

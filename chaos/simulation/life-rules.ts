import type { RunEvent } from "@tierkreis/controller";
import {
  locationSegment,
  TierkreisError,
  type ErrorCode,
  type RetryPolicy,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskPolicy,
} from "@tierkreis/core";
import { EventRules } from "./event-rules.ts";
import type { Jobs } from "./jobs.ts";
import type { Ledger } from "./ledger.ts";
import type { Life } from "./life.ts";
import { PlaceRules } from "./place-rules.ts";
import type { World } from "./world.ts";

/** Milliseconds that sums of times may be off. */
const BLUR = 0.01;

/** One call of the executor. */
export interface Asked {
  readonly call: TaskCall;
  readonly context: TaskContext;
  readonly isTakeOver: boolean;
}

/** What one life did about one task. */
interface TaskLedger {
  attempts: number;
  /** The last failure that is to be tried again. */
  failure: { readonly marks: readonly unknown[]; readonly at: number } | undefined;
  /** Nothing may be tried any more. */
  isOver: boolean;
}

/** How the executor answered last about a task. */
interface Answer {
  readonly status: TaskEnd["status"] | "rejected";
  readonly took: number;
  readonly wasToldToEnd: boolean;
}

/** Holds one life to the rules for tasks: places, attempts, waits, limits of time, and what is done already. */
export class LifeRules {
  policies: ReadonlyMap<string, TaskPolicy> = new Map();
  jobs: Jobs | undefined;
  ledger: Ledger | undefined;
  readonly events: EventRules;
  readonly #world: World;
  readonly #life: Life;
  readonly #tasks = new Map<string, TaskLedger>();
  readonly #answers = new Map<string, Answer>();
  readonly #places: PlaceRules;

  constructor(world: World, life: Life) {
    this.#world = world;
    this.#life = life;
    this.#places = new PlaceRules(life.settings.concurrency, (what) => this.#violate(what));
    this.events = new EventRules(world, life, (event) => this.#failed(event));
  }

  hear(events: AsyncIterable<RunEvent>): Promise<void> {
    return this.events.hear(events, this.ledger);
  }

  /** The executor is asked for something: from now on it holds a place. */
  async during(asked: Asked, action: () => Promise<TaskEnd>): Promise<TaskEnd> {
    const { call, context, isTakeOver } = asked;
    const { location } = context;
    const policy = this.#policyOf(call);
    const free = this.#places.take(call.worker, policy.resources ?? {});
    const start = this.#life.paused;
    const begun = this.#world.time.now;
    if (!context.signal.aborted) {
      this.#checkRecords(location);
      if (!isTakeOver) this.#checkAttempt(location, policy);
    }
    let status: Answer["status"] = "rejected";
    try {
      const end = await action();
      status = end.status;
      return end;
    } finally {
      free();
      const took = this.#world.time.now - begun - (this.#life.paused - start);
      this.#checkTime(asked, policy, took);
      this.#answers.set(location, { status, took, wasToldToEnd: context.signal.aborted });
    }
  }

  /** After a cancel nothing runs that was not told to end. */
  checkAllTold(): void {
    for (const job of this.jobs?.liveOf(this.#life) ?? [])
      if (!job.isTold) this.#violate(`cancelled, but job ${job.id} at ${job.location} was not told to end`);
  }

  #checkRecords(location: string): void {
    const { ownedAt = Infinity, epoch } = this.#life;
    for (const record of this.ledger?.recordsOf(locationSegment(location)) ?? []) {
      if (record.epoch === epoch || record.at < ownedAt)
        this.#world.violate("rerun", `${this.#life.name} runs ${location} again, which is recorded`);
    }
  }

  #checkAttempt(location: string, policy: TaskPolicy): void {
    if (this.events.isStopped) this.#violate(`${location} starts after a failure that ended the run`);
    const task = this.#tasks.get(location) ?? { attempts: 0, failure: undefined, isOver: false };
    const retry = retryOf(policy);
    if (task.isOver) this.#violate(`${location} is tried again, which its policy does not allow`);
    if (++task.attempts > 1 + retry.limit) this.#violate(`${location} is tried ${task.attempts} times`);
    if (task.attempts > 1 && task.failure !== undefined) {
      const { marks, at } = task.failure;
      if (retry.on !== undefined && !retry.on.some((mark) => marks.includes(mark)))
        this.#violate(`${location} is tried again after ${marks.join()}, which is not on its list`);
      const { delay = 1000, factor = 2, maxDelay = 60_000, jitter = 0.5 } = retry;
      const least = Math.min(delay * factor ** (task.attempts - 2), maxDelay) * (1 - jitter);
      const waited = this.#world.time.now - at;
      if (waited < least - BLUR) this.#violate(`${location} is tried again after ${waited} ms, not ${least}`);
    }
    this.#tasks.set(location, task);
  }

  /** An attempt that goes on when its time is over was told to end. */
  #checkTime({ context, call }: Asked, policy: TaskPolicy, took: number): void {
    const { timeout = Infinity } = policy;
    if (took <= timeout + BLUR || context.signal.aborted) return;
    this.#violate(
      `${call.task} at ${context.location} took ${took} ms and was not told to end after ${timeout}`,
    );
  }

  #failed({ location, error, willRetry }: Extract<RunEvent, { type: "taskFailed" }>): void {
    if (!TierkreisError.isInstance(error)) return;
    // What is wrong with the storage or the lock is nobody's own.
    const { location: of = location } = error.details;
    if (of !== location) this.#violate(`${location} failed with what happened at ${of}`);
    this.#checkReason(location, error.code);
    const task = this.#tasks.get(location);
    if (task === undefined) return;
    const { exitCode, signal } = error.details;
    task.failure = { marks: [error.code, exitCode, signal], at: this.#world.time.now };
    task.isOver = !willRetry;
  }

  /** A task fails for what happened to it. */
  #checkReason(location: string, code: ErrorCode): void {
    const answer = this.#answers.get(location);
    const status = answer?.status;
    const isRight =
      code === "TKR_TASK_FAILED"
        ? status === "exit" || status === "signal" || status === "error"
        : code === "TKR_TASK_LOST"
          ? status === "lost"
          : code !== "TKR_TASK_TIMEOUT" || answer?.wasToldToEnd === true;
    if (!isRight)
      this.#violate(`${location} failed with ${code}, and its job ended with ${status ?? "nothing"}`);
  }

  #policyOf({ task }: TaskCall): TaskPolicy {
    const { retry = 0, timeout, idleTimeout } = this.#life.settings;
    return {
      retry,
      ...(timeout === undefined ? {} : { timeout }),
      ...(idleTimeout === undefined ? {} : { idleTimeout }),
      ...this.policies.get(task),
    };
  }

  #violate(what: string): void {
    this.#world.violate("wrong", `${this.#life.name}: ${what}`);
  }
}

function retryOf({ retry = 0 }: TaskPolicy): RetryPolicy {
  return typeof retry === "number" ? { limit: retry } : retry;
}

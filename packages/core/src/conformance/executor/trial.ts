import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import type { Executor } from "../../executor.ts";
import type { TaskEnd } from "../../task.ts";
import { assertEnd } from "./assert-end.ts";
import { EngineTask, type TaskSpec } from "./engine-task.ts";
import type { ExecutorSuiteOptions, MakeExecutor } from "./options.ts";
import type { ProbeName } from "./probes.ts";
import { findMarked, killMarked } from "./processes.ts";
import { within } from "./within.ts";

/** Folder names that a program must survive. */
const hostileName = `-rf tierkreis é 'q' "d" $(x) \`y\` %s * ;\n& `;
/** How long a process that was ended may still be seen: far less than one may take that is only asked to end. */
const SLACK_MS = 100;
/** How long a process may take to become what it is to be, or to be seen to end. */
const SETTLING_MS = 200;
/** How long anything may take that has to happen. */
export const DEFAULT_PATIENCE_MS = 30_000;

/** What a test may say of its task beside the probe. */
export interface ProbeOptions {
  /** @default { value: "value" } */
  readonly inputs?: Readonly<Record<string, string | Uint8Array>>;
  /** @default ["value"] */
  readonly outputs?: readonly string[];
  /** Another place than the probe's. */
  readonly at?: { readonly worker: string; readonly task: string };
  readonly run?: string;
}

/** A task under way. */
export interface Started {
  readonly task: EngineTask;
  /** How it ended: a proper end, in time. Rejects with an `AssertionError` otherwise. */
  readonly ended: Promise<TaskEnd>;
}

/** What one test works with: an executor of its own, and a folder for everything. */
export class Trial {
  readonly executor: Executor;
  /** The folder that the executor was made for. */
  readonly place: string;
  readonly options: ExecutorSuiteOptions;
  /** Milliseconds that anything may take which has to happen. */
  readonly patience: number;
  /** A run of the trial's own. */
  readonly run = randomUUID();
  readonly #folder: string;
  readonly #marks: string[] = [];
  readonly #started: Started[] = [];
  #count = 0;

  private constructor(executor: Executor, place: string, options: ExecutorSuiteOptions) {
    this.executor = executor;
    this.place = place;
    this.#folder = join(place, "..");
    this.options = options;
    this.patience = options.patience ?? DEFAULT_PATIENCE_MS;
  }

  /** Performs a test on a new executor, and removes every trace of it. */
  static async perform(
    make: { readonly executor: MakeExecutor; readonly hostile: boolean },
    options: ExecutorSuiteOptions,
    test: (trial: Trial) => Promise<void>,
  ): Promise<void> {
    const name = make.hostile ? hostileName : "tierkreis-conformance-";
    const folder = realpathSync(mkdtempSync(join(tmpdir(), name)));
    try {
      const place = join(folder, "place");
      mkdirSync(place);
      const trial = new Trial(await make.executor(place), place, options);
      try {
        await test(trial);
      } finally {
        await trial.#end();
      }
    } finally {
      // A helper may be about to write how a task ended.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }

  /** The folder with the workers. */
  get registry(): string {
    return this.options.registry?.(this.place) ?? this.place;
  }

  /** Where a probe is found. */
  find(probe: ProbeName | "no-such-probe"): { readonly worker: string; readonly task: string } {
    return this.options.find?.(probe) ?? { worker: "conformance", task: probe };
  }

  /** A mark for a process of this test: what carries it is ended with the test, if need be. */
  mark(): string {
    const mark = `tkr-probe-${randomUUID()}`;
    this.#marks.push(mark);
    return mark;
  }

  /** Makes a task ready. */
  prepare(
    probe: ProbeName,
    { inputs = { value: "value" }, outputs = ["value"], at, run }: ProbeOptions = {},
  ) {
    const folder = join(this.#folder, `task-${++this.#count}`);
    const stored = Object.entries(inputs).map(([port, value]) => [port, Buffer.from(value)] as const);
    const ports = { inputs: Object.fromEntries(stored), outputs };
    const spec: TaskSpec = { ...(at ?? this.find(probe)), ...ports, run: run ?? this.run };
    return { folder, spec, task: new EngineTask(folder, spec) };
  }

  /** Starts a task. */
  start(probe: ProbeName, options: ProbeOptions = {}): Started {
    const { task } = this.prepare(probe, options);
    return this.follow(task, () => this.executor.run(task.call, task));
  }

  /** As `start`, for tasks that may be refused: a rejection is an end as an error is. */
  attempt(task: EngineTask): Started {
    const asEnd = (reason: unknown): TaskEnd => ({
      status: "error",
      error: reason instanceof Error ? reason : new Error(messageOf(reason)),
    });
    return this.follow(task, () => this.executor.run(task.call, task).catch(asEnd));
  }

  /** Watches how something that the executor does with a task settles. */
  follow(task: EngineTask, act: () => Promise<TaskEnd>): Started {
    const started = { task, ended: this.#settled(task, act) };
    started.ended.catch(() => undefined);
    this.#started.push(started);
    return started;
  }

  /** Starts a task and waits for its end. */
  async perform(probe: ProbeName, options: ProbeOptions = {}): Promise<{ task: EngineTask; end: TaskEnd }> {
    const { task, ended } = this.start(probe, options);
    return { task, end: await ended };
  }

  /** Waits until the task has shown that it runs: in its log, or as a process. Fails when it ends before. */
  async untilStarted({ task, ended }: Started, mark: string): Promise<void> {
    let early: string | undefined;
    ended.then(
      (end) => (early = JSON.stringify(end)),
      (error: unknown) => (early = messageOf(error)),
    );
    // A process is there a moment before it is what the probe wants it to be, and some logs come at the end.
    let seen = Infinity;
    const shown = () => {
      if (task.logText().includes("started")) return true;
      if (findMarked(mark).length > 0) seen = Math.min(seen, Date.now());
      return Date.now() - seen > SETTLING_MS;
    };
    // Elsewhere it may be that neither can be seen.
    const wait = this.executor.capabilities?.local === false ? 1000 : this.patience;
    await this.until(() => early !== undefined || shown(), wait);
    assert.equal(early, undefined, "the task should run until it is cancelled, and ended by itself");
    assert.ok(shown() || this.executor.capabilities?.local === false, "the task did not start in time");
  }

  /** Asserts that a task that was seen to run runs still. */
  async assertRunning({ ended }: Started, mark: string): Promise<void> {
    const early = await Promise.race([ended, sleep(SETTLING_MS)]);
    assert.equal(early, undefined, "a task ended that nobody had cancelled");
    const { programs, local } = this.executor.capabilities ?? {};
    if (programs !== false && local !== false)
      assert.notDeepEqual(findMarked(mark), [], "the processes of a task ended that nobody had cancelled");
  }

  /** Asserts that nothing of a task runs any more. */
  async assertGone(mark: string): Promise<void> {
    await this.until(() => findMarked(mark).length === 0, SLACK_MS);
    assert.deepEqual(findMarked(mark), [], "the task has settled, and processes of it still run");
  }

  /** Waits until it holds, at most that long. */
  async until(holds: () => boolean, milliseconds = this.patience): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!holds() && Date.now() < end) await sleep(10);
  }

  async #settled(task: EngineTask, act: () => Promise<TaskEnd>): Promise<TaskEnd> {
    const end = await within(act(), this.patience, () => `the task ${task.call.task} did not settle`);
    task.close();
    assertEnd(end);
    return end;
  }

  /** Ends what the test left, so that a failing one harms no other. */
  async #end(): Promise<void> {
    for (const { task } of this.#started) task.abort();
    for (const mark of this.#marks) killMarked(mark);
    await Promise.allSettled(this.#started.map(({ ended }) => ended));
    await this.executor.release?.(this.run);
  }
}

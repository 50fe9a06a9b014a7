import { setTimeout as sleep } from "node:timers/promises";
import { childLocation, ROOT, TierkreisError } from "@tierkreis/core";
import { RunEvents, type LiveNode } from "../events.ts";
import type { Ports } from "../scheduler/datum.ts";
import { printPlace, type Place } from "../scheduler/place.ts";
import type { Plan } from "../scheduler/plan.ts";
import type { Progress, SchedulerCommand, SchedulerEvent } from "../scheduler/protocol.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { Checkpoint } from "./checkpoint.ts";
import { Control } from "./control.ts";
import { digestStored } from "./digest.ts";
import { asError, endOf, isLost, isOfStorage, isTaskFault, togetherOf } from "./failures.ts";
import { completeMetadata } from "./metadata.ts";
import { copyValue, recordIteration } from "./iterations.ts";
import { Leftovers } from "./leftovers.ts";
import { LoopNotes } from "./loop-notes.ts";
import type { OpenedRun } from "./open-run.ts";
import { encodeRecord } from "./record.ts";
import { RecordAll } from "./record-all.ts";
import { recordEnd } from "./run-end.ts";
import { Staging } from "./staging.ts";
import type { RunSettings } from "./run-settings.ts";
import { TaskQueue } from "./task-queue.ts";
import { TaskRunner, TryAgain, type TaskOutputs } from "./task-runner.ts";
import { Turns } from "./turns.ts";

/** Elements of a map under evaluation at once: enough to keep every place for tasks busy, few enough to be cheap. */
const MAP_WINDOW = 1000;

type StartCommand = Extract<SchedulerCommand, { readonly type: "start" }>;

/**
 * The driver: performs what the scheduler asks for one run, from the first event to the last, and never decides what is
 * to run. Tasks wait in a queue for a free place; nothing polls.
 */
export class Run {
  readonly events = new RunEvents();
  readonly #settings: RunSettings;
  readonly #opened: OpenedRun;
  readonly #scheduler: Scheduler;
  readonly #runner: TaskRunner;
  readonly #recordAll: RecordAll | undefined;
  readonly #queue: TaskQueue<StartCommand>;
  /** The nodes that evaluate a graph at the moment, by their count. */
  readonly #nodes = new Map<Progress, LiveNode>();
  readonly #turns = new Turns();
  readonly #noMoreStarts = new AbortController();
  readonly #abort = new AbortController();
  readonly #settled = Promise.withResolvers<TaskOutputs>();
  readonly #loopNotes: LoopNotes;
  readonly #staging: Staging;
  /** Iterations of named loops that are being recorded. */
  readonly #iterations = new Set<Promise<void>>();
  /** Pieces of work under way, tasks among them. */
  #busy = 0;
  #failure: Error | undefined;
  /** Of tasks that failed while the run keeps going. */
  readonly #taskFailures: TierkreisError[] = [];
  #outputs: TaskOutputs | undefined;

  constructor(plan: Plan, opened: OpenedRun, settings: RunSettings) {
    this.#settings = settings;
    this.#opened = opened;
    this.#queue = new TaskQueue<StartCommand>(settings.places);
    this.#staging = new Staging(opened.home.keys.run, opened.lock.owner);
    this.#runner = new TaskRunner({
      settings,
      home: opened.home,
      checkpoint: new Checkpoint(opened.home, opened.lock, settings.fsync),
      values: opened.values,
      events: this.events,
      staging: this.#staging,
      leftovers: new Leftovers(opened.home, opened.lock, this.#staging),
      signal: this.#abort.signal,
      mayStart: () => this.#failure === undefined,
    });
    this.#loopNotes = new LoopNotes(opened.home, opened.lock.epoch);
    this.#recordAll = settings.record === "all" ? new RecordAll(opened.home, opened.values) : undefined;
    this.#scheduler = new Scheduler(plan, {
      inputs: opened.inputs,
      // To record all, every node is gone through again: a task's outcome is then looked for when the task is to start.
      resume: opened.resumed && this.#recordAll === undefined,
      ...(this.#recordAll === undefined ? {} : { observer: this.#recordAll }),
      pure: settings.pure,
      maxDepth: settings.maxDepth,
      mapWindow: Math.max(MAP_WINDOW, settings.places.tasks),
      breakpoints: settings.breakpoints,
    });
  }

  /** Performs the run; settles with its outputs by port when everything is recorded. */
  async perform(): Promise<TaskOutputs> {
    const { lock, resumed, metadata, home } = this.#opened;
    this.events.emit({ type: "runStarted", run: home.keys.run, resumed, at: Date.now() });
    this.#staging.removeDead();
    const fail = (error: unknown) => {
      this.#fail(asError(error));
    };
    const control = new Control(home, lock.epoch, fail);
    lock.keepAlive(() => control.look(), fail);
    control.start();
    try {
      if (this.#failure === undefined) this.#dispatch({ type: "begin" });
      else this.#pump();
      const outputs = await this.#settled.promise;
      await this.#recordAll?.flush();
      // What is written behind may take its time: a cancel in it counts.
      if (this.#failure !== undefined) throw this.#failure;
      await this.#recordOutputs(outputs);
      await lock.confirm();
      await completeMetadata(home, metadata);
      if (this.#settings.fsync) await home.storage.sync();
      await this.#recordAll?.finish();
      this.events.emit({ type: "runEnded", status: "done", at: Date.now() });
      return outputs;
    } catch (error) {
      this.events.emit({ type: "runEnded", status: endOf(error), error: asError(error), at: Date.now() });
      await this.#noteEnd(asError(error));
      throw error;
    } finally {
      control.stop();
      await this.#recordAll?.flush().catch(() => undefined);
      // The run has ended as it has: what an executor or a storage can not clean up changes nothing of that.
      await this.#settings.executor.release?.(home.keys.run).catch(() => undefined);
      if (isLost(this.#failure)) {
        this.#staging.leave();
        lock.abandon();
      } else {
        await this.#staging.removeAll(lock.predecessors()).catch(() => undefined);
        await lock.release().catch(() => undefined);
      }
      this.#settings.letGo();
    }
  }

  /** Ends all tasks; `perform` then rejects with the reason. What is recorded stays. */
  cancel(reason: Error): void {
    this.#fail(reason);
  }

  #dispatch(event: SchedulerEvent): void {
    for (const command of this.#scheduler.step(event)) this.#perform(command);
    this.#pump();
  }

  #perform(command: SchedulerCommand): void {
    switch (command.type) {
      case "lookUp":
        this.#track(this.#lookUp(command));
        break;
      case "start":
        this.#queue.push(command, this.#runner.demandOf(command));
        break;
      case "load":
        this.#track(this.#load(command));
        break;
      case "iteration":
        this.#noteIteration(this.#recordIteration(command.name, command.place, command.outputs));
        break;
      case "yield":
        this.#track(this.#goOn());
        break;
      case "enter":
        this.#enter(command);
        break;
      case "leave": {
        const node = this.#nodes.get(command.progress);
        this.#nodes.delete(command.progress);
        if (node !== undefined) this.events.leave(node);
        break;
      }
      case "breakpoint":
        this.#track(this.#reachBreakpoint(command));
        break;
      case "fail":
        this.#fail(command.error, false);
        break;
      case "finish":
        this.#outputs = command.outputs;
        break;
    }
  }

  /** Starts what there is room for, and ends the run when nothing is under way any more. */
  #pump(): void {
    while (this.#failure === undefined) {
      const next = this.#queue.take();
      if (next === undefined) break;
      this.#track(
        this.#runTask(next.item).finally(() => {
          this.#queue.release(next.demand);
        }),
      );
    }
    if (this.#busy > 0) return;
    const isOfTasks = this.#failure === undefined || this.#failure === this.#taskFailures[0];
    const failure = isOfTasks ? togetherOf(this.#taskFailures) : this.#failure;
    if (failure !== undefined) this.#settled.reject(failure);
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
    this.#noMoreStarts.abort();
    if (isLost(error) || endOf(error) === "cancelled") this.#recordAll?.drop();
    if (end || isLost(error)) {
      this.#settings.hurry();
      this.#abort.abort(error);
    }
    if (this.#busy === 0) this.#pump();
  }

  #enter({ planned, place, progress }: Extract<SchedulerCommand, { type: "enter" }>): void {
    const { type } = planned.node;
    if (type !== "eval" && type !== "loop" && type !== "map") return;
    const location = () => childLocation(printPlace(place), "N", planned.index);
    const node: LiveNode = { location, kind: type, progress, at: Date.now() };
    this.#nodes.set(progress, node);
    this.events.enter(node);
  }

  async #lookUp({ id, ...site }: Extract<SchedulerCommand, { type: "lookUp" }>): Promise<void> {
    if (this.#turns.isOver) await this.#turns.next();
    const outputs = await this.#runner.lookUp(site);
    this.#dispatch(outputs === undefined ? { type: "notRecorded", id } : { type: "done", id, outputs });
  }

  /**
   * What is recorded of a loop must be there before any task behind it is: where that is done, the loop is not entered again.
   * One that could not be recorded stays, and no task starts any more.
   */
  #noteIteration(work: Promise<void>): void {
    this.#iterations.add(work);
    this.#track(work.then(() => void this.#iterations.delete(work)));
  }

  async #runTask(command: StartCommand): Promise<void> {
    const { id, inputs, ...site } = command;
    if (this.#iterations.size > 0) await Promise.all(this.#iterations);
    if (this.#turns.isOver) await this.#turns.next();
    if (this.#failure !== undefined) return;
    const look = this.#opened.resumed && this.#recordAll !== undefined;
    const recorded = look ? await this.#runner.lookUp(site) : undefined;
    let outputs: TaskOutputs | TryAgain | undefined;
    try {
      outputs = recorded ?? (await this.#runner.attempt(site, inputs));
    } catch (error) {
      this.#taskFailed(asError(error));
      return;
    }
    if (outputs === undefined) return;
    if (outputs instanceof TryAgain) {
      this.#track(this.#later(command, outputs.wait));
      return;
    }
    await this.#recordAll?.room();
    this.#dispatch({ type: "done", id, outputs });
  }

  /** A task that is to be tried again waits without a place, and no longer than tasks are started. */
  async #later(command: StartCommand, wait: number): Promise<void> {
    await sleep(wait, undefined, { signal: this.#noMoreStarts.signal }).catch(() => undefined);
    this.#queue.push(command, this.#runner.demandOf(command));
  }

  /** A task failed for good; what is wrong with the run as a whole ends it in any case. */
  #taskFailed(error: Error): void {
    const { onFailure } = this.#settings;
    if (isTaskFault(error)) this.#taskFailures.push(error);
    if (onFailure !== "keepGoing" || !isTaskFault(error)) this.#fail(error, onFailure === "failFast");
  }

  async #load({ id, data }: Extract<SchedulerCommand, { type: "load" }>): Promise<void> {
    for (const datum of data) await this.#opened.values.decode(datum);
    await this.#recordAll?.room();
    this.#dispatch({ type: "loaded", id });
  }

  async #goOn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#recordAll?.room();
    if (this.#failure === undefined) this.#dispatch({ type: "goOn" });
  }

  /** The first time, the run stops here when what is under way has ended; when it goes on, the breakpoint is behind it. */
  async #reachBreakpoint({
    id,
    planned,
    place,
  }: Extract<SchedulerCommand, { type: "breakpoint" }>): Promise<void> {
    const { home, values } = this.#opened;
    const location = await values.location(place, planned.index);
    if (!(await home.storage.create(home.keys.breakpoint(location), new Uint8Array()))) {
      this.#dispatch({ type: "passed", id });
      return;
    }
    const message = `Run ${home.keys.run} stopped at the breakpoint ${location}. Run it again to go on.`;
    this.#fail(new TierkreisError("TKR_BREAKPOINT", message, { run: home.keys.run, location }), false);
  }

  /** An iteration of a named loop; before the first one, where the loop stands. */
  async #recordIteration(name: string, place: Place, outputs: Ports): Promise<void> {
    if (place.index === 0 && place.parent !== undefined)
      await this.#loopNotes.note(name, printPlace(place.parent));
    await recordIteration(this.#opened, place, outputs);
  }

  /** The run's outputs at Python's place, then the marker that says they are all there. */
  async #recordOutputs(outputs: TaskOutputs): Promise<void> {
    const { lock, home } = this.#opened;
    const { storage, keys } = home;
    const digests: Record<string, Awaited<ReturnType<typeof digestStored>>> = {};
    for (const [port, datum] of outputs) {
      const key = keys.output(ROOT, port);
      await copyValue(this.#opened, datum, key);
      digests[port] = await digestStored(storage, key);
    }
    await lock.confirm();
    const now = new Date().toISOString();
    const record = {
      version: 1,
      worker: "tierkreis",
      task: "run",
      executor: "controller",
      attempt: 1,
      exit_status: 0,
    } as const;
    await storage.write(
      keys.done(ROOT),
      encodeRecord({ ...record, epoch: lock.epoch, start: now, end: now, outputs: digests }),
    );
  }

  /** Says how the run ended, unless it is another's now or its storage is what failed. */
  async #noteEnd(error: Error): Promise<void> {
    const { home, lock, metadata } = this.#opened;
    if (isLost(error) || isLost(this.#failure) || isOfStorage(error)) return;
    await recordEnd(home, lock.epoch, { error, execution: metadata.execution_count }).catch(() => undefined);
  }
}

import type { TaskEnd } from "@tierkreis/core";
import type { World } from "./world.ts";
import type { Worker } from "./workers.ts";
import type { Life } from "./life.ts";

/** Whoever waits for the end of a job. */
interface Waiter {
  readonly life: Life;
  readonly resolve: (end: TaskEnd) => void;
}

/** A program of the simulated world that does one attempt at a task. */
export class Job {
  readonly id: number;
  readonly location: string;
  readonly worker: Worker;
  readonly value: number;
  /** Who started it. */
  readonly life: Life;
  readonly startedAt: number;
  end: TaskEnd | undefined;
  /** It was told to end. */
  isTold = false;
  /** It does not end soon when it is told to. */
  isDeaf = false;
  readonly waiters: Waiter[] = [];
  readonly #world: World;

  constructor(world: World, what: Pick<Job, "id" | "location" | "worker" | "value" | "life">) {
    this.#world = world;
    ({
      id: this.id,
      location: this.location,
      worker: this.worker,
      value: this.value,
      life: this.life,
    } = what);
    this.startedAt = world.time.now;
  }

  get isLive(): boolean {
    return this.end === undefined;
  }

  /** Ends it, unless it has ended; who waits hears of it a little later. */
  finish(end: TaskEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    const { time } = this.#world;
    this.#world.tell(this.life.name, `job ${this.id} at ${this.location} ends: ${describe(end)}`);
    for (const { life, resolve } of this.waiters) time.schedule(0, life.process, () => resolve(end));
  }

  /** Settles with its end. */
  wait(life: Life): Promise<TaskEnd> {
    const { end } = this;
    if (end !== undefined) return Promise.resolve(end);
    return new Promise((resolve) => this.waiters.push({ life, resolve }));
  }

  /** Tells it to end; it takes some time. */
  tellToEnd(after: number, end: TaskEnd): void {
    if (this.isTold || !this.isLive) return;
    this.isTold = true;
    this.#world.tell(this.life.name, `job ${this.id} at ${this.location} is told to end`);
    this.#world.time.schedule(after, undefined, () => this.finish(end));
  }
}

function describe(end: TaskEnd): string {
  switch (end.status) {
    case "exit":
      return `exit ${end.exitCode}`;
    case "signal":
      return end.signal;
    case "error":
      return `error ${end.error.message}`;
    default:
      return end.status;
  }
}

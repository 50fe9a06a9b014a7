import { setImmediate } from "node:timers/promises";
import type { DatabaseSync } from "node:sqlite";
import { messageOf } from "@tierkreis/core";
import { whenFree } from "./busy.ts";

/** Milliseconds after which a transaction takes no more work, so that nobody waits long: other processes, the event loop. */
const SLICE = 10;

interface Job {
  /** Does its work inside a transaction; may be done a second time when the transaction was not to be. */
  readonly work: () => void;
  readonly settle: (error?: Error) => void;
}

export interface CommitsOptions {
  readonly database: DatabaseSync;
  /** Milliseconds to wait for other processes. */
  readonly busyTimeout: number;
  /** Called before each transaction; what it throws fails it. */
  readonly onBegin: () => void;
  /** Called after each transaction that is there; never throws. */
  readonly onCommit: () => void;
}

/**
 * Does all changes. What is asked for in one turn of the event loop shares one transaction, and each caller hears of it
 * only when that is committed; nothing is done before it begins, so no reader of this connection sees what may not come to be.
 */
export class Commits {
  readonly #options: CommitsOptions;
  readonly #begin;
  readonly #commit;
  #waiting: Job[] = [];
  #running: Promise<void> | undefined;

  constructor(options: CommitsOptions) {
    this.#options = options;
    this.#begin = options.database.prepare("BEGIN IMMEDIATE");
    this.#commit = options.database.prepare("COMMIT");
  }

  /** Settles with what the work returns when it is committed. Work that throws changes nothing. */
  add<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      this.#waiting.push({
        work: () => {
          result = work();
        },
        settle: (error) => {
          if (error === undefined) resolve(result);
          else reject(error);
        },
      });
      this.#running ??= this.#run();
    });
  }

  /** Settles when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    do {
      await setImmediate();
      await this.#transact();
    } while (this.#waiting.length > 0);
    this.#running = undefined;
  }

  async #transact(): Promise<void> {
    const { busyTimeout } = this.#options;
    try {
      await whenFree(busyTimeout, () => this.#start());
    } catch (error) {
      for (const job of this.#waiting.splice(0)) job.settle(asError(error));
      return;
    }
    const done = this.#together();
    if (done !== undefined) for (const job of done) await this.#alone(job);
  }

  /** Does what waits in the transaction that has begun. Gives back the jobs if it failed: one of them is to blame, and not the others. */
  #together(): readonly Job[] | undefined {
    const end = performance.now() + SLICE;
    let count = 0;
    try {
      for (const job of this.#waiting) {
        count += 1;
        job.work();
        if (performance.now() >= end) break;
      }
      this.#finish();
    } catch (error) {
      this.#rollBack();
      const jobs = this.#waiting.splice(0, count);
      if (jobs.length > 1) return jobs;
      jobs[0]?.settle(asError(error));
      return undefined;
    }
    for (const job of this.#waiting.splice(0, count)) job.settle();
    return undefined;
  }

  async #alone(job: Job): Promise<void> {
    try {
      await whenFree(this.#options.busyTimeout, () => this.#start());
      job.work();
      this.#finish();
      job.settle();
    } catch (error) {
      this.#rollBack();
      job.settle(asError(error));
    }
  }

  #start(): void {
    this.#options.onBegin();
    this.#begin.run();
  }

  #finish(): void {
    this.#commit.run();
    this.#options.onCommit();
  }

  #rollBack(): void {
    try {
      if (this.#options.database.isTransaction) this.#options.database.exec("ROLLBACK");
    } catch {
      // What made it fail is on its way to the caller, and SQLite undoes the rest when the file is next opened.
    }
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
}

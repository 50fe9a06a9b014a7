import { availableParallelism } from "node:os";
import { memoryLimit, type MemoryLimit } from "./memory-limit.ts";
import type { ThreadJob } from "./protocol.ts";
import { Thread, type Waiting } from "./thread.ts";

export interface ThreadPoolOptions {
  /** Threads at once. */
  readonly threads?: number | undefined;
  /** Megabytes that each may hold. */
  readonly threadMemory?: number | undefined;
}

/** The worker threads of one run: started when they are needed, used again, ended with the run. */
export class ThreadPool {
  readonly #limit: MemoryLimit;
  readonly #threads = new Set<Thread>();
  readonly #idle: Thread[] = [];
  /** Jobs that wait for their turn, the longest first. */
  readonly #queue = new Set<() => void>();
  /** How many more jobs may be under way. */
  #free: number;

  constructor({ threads = availableParallelism(), threadMemory }: ThreadPoolOptions) {
    this.#limit = memoryLimit(threadMemory);
    this.#free = threads;
  }

  /** Does a job in a thread, when one is free. */
  async perform(job: ThreadJob, waiting: Waiting): Promise<Readonly<Record<string, Uint8Array>>> {
    waiting.signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#turn(waiting.signal);
    const thread = this.#take();
    try {
      return await thread.perform(job, waiting);
    } finally {
      this.#give(thread);
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  /** Waits until a job under way hands over its place. Rejects when the task is ended before. */
  async #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const go = (): void => resolve(undefined);
    const stop = (): void => {
      this.#queue.delete(go);
      reject(new Error("the task was ended before there was a thread for it"));
    };
    this.#queue.add(go);
    signal.addEventListener("abort", stop, { once: true });
    await promise.finally(() => signal.removeEventListener("abort", stop));
  }

  #take(): Thread {
    let thread = this.#idle.pop();
    while (thread?.alive === false) {
      this.#threads.delete(thread);
      thread = this.#idle.pop();
    }
    thread ??= new Thread(this.#limit);
    this.#threads.add(thread);
    return thread;
  }

  #give(thread: Thread): void {
    if (thread.alive) this.#idle.push(thread);
    else this.#threads.delete(thread);
    const [next] = this.#queue;
    if (next === undefined) {
      this.#free++;
    } else {
      this.#queue.delete(next);
      next();
    }
  }
}

import { getHeapStatistics } from "node:v8";
import type { Worker } from "node:worker_threads";

const MEGABYTE = 1024 * 1024;
const WATCH_MS = 50;

/** How much memory a thread may have. */
export interface MemoryLimit {
  /**
   * Megabytes that V8 is told of. A thread that reaches them may take the process with it, so they lie far beyond what the
   * thread may have.
   */
  readonly v8: number;
  /** Bytes at which the thread is ended: halfway, because V8 lets garbage lie while there seems to be room. */
  readonly watched: number;
}

/** @param megabytes What a task may hold. Default: nearly half of what Node would give to a thread at most. */
export function memoryLimit(megabytes: number | undefined): MemoryLimit {
  const may = megabytes ?? Math.max(256, (getHeapStatistics().heap_size_limit / MEGABYTE - 512) / 2);
  const v8 = 2 * may + 512;
  return { v8, watched: ((may + v8) / 2) * MEGABYTE };
}

/** Calls `exceeded` when the worker's heap has outgrown the limit; until `stop`, which it gives, is called. */
export function watchMemory(worker: Worker, { watched }: MemoryLimit, exceeded: () => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    // A worker that has ended has no heap.
    const heap = await worker.getHeapStatistics().catch(() => undefined);
    if (stopped || heap === undefined) return;
    if (heap.used_heap_size > watched) exceeded();
    else wait();
  };
  const wait = (): void => {
    timer = setTimeout(() => void look(), WATCH_MS);
  };
  wait();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

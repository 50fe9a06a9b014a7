import type { Location } from "@tierkreis/core";

/** What a run tells while it goes on. `at` is in milliseconds since 1970. */
export type RunEvent =
  | { readonly type: "runStarted"; readonly run: string; readonly resumed: boolean; readonly at: number }
  | (TaskFields & { readonly type: "taskStarted" })
  /** `reused`: the outcome was recorded earlier and nothing ran. */
  | (TaskFields & { readonly type: "taskDone"; readonly reused: boolean })
  | (TaskFields & { readonly type: "taskFailed"; readonly error: Error; readonly willRetry: boolean })
  /** A record that is there does not count; the task runs again. */
  | { readonly type: "warning"; readonly location: Location; readonly message: string; readonly at: number }
  | {
      readonly type: "runEnded";
      /** `paused`: stopped at a breakpoint. */
      readonly status: "done" | "failed" | "cancelled" | "paused";
      readonly error?: Error;
      readonly at: number;
    }
  /** A reader fell behind: this stands for all that it missed. */
  | (RunCounts & { readonly type: "snapshot"; readonly at: number });

export interface TaskFields {
  readonly location: Location;
  readonly worker: string;
  readonly task: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly at: number;
}

/** Where a run stands, in tasks. */
export interface RunCounts {
  readonly running: number;
  readonly done: number;
  readonly reused: number;
  readonly failed: number;
}

/** Events a reader may lag behind before they are folded into a snapshot. */
const BACKLOG = 1000;

/** Hands a run's events to any number of readers. A slow reader costs a bounded queue and slows nothing. */
export class RunEvents implements AsyncIterable<RunEvent> {
  readonly #readers = new Set<Reader>();
  readonly #counts = { running: 0, done: 0, reused: 0, failed: 0 };
  #last: RunEvent | undefined;
  /** Reads from the beginning, for whoever comes first: a run starts before its handle can be given out. */
  #first: Reader | undefined = this.#newReader();

  emit(event: RunEvent): void {
    this.#count(event);
    if (event.type === "runEnded") this.#last = event;
    for (const reader of this.#readers) reader.push(event, () => this.#snapshot(event.at));
  }

  /** Where the run stands now. */
  get counts(): RunCounts {
    return { ...this.#counts };
  }

  /** The first reader gets all events, also those from before it came; later ones what happens from then on. */
  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return first;
    const reader = this.#newReader();
    if (this.#last !== undefined) {
      reader.push(this.#snapshot(this.#last.at), () => this.#snapshot(Date.now()));
      reader.push(this.#last, () => this.#snapshot(Date.now()));
    }
    return reader;
  }

  #newReader(): Reader {
    const reader = new Reader(() => this.#readers.delete(reader));
    this.#readers.add(reader);
    return reader;
  }

  #snapshot(at: number): RunEvent {
    return { type: "snapshot", ...this.#counts, at };
  }

  #count(event: RunEvent): void {
    switch (event.type) {
      case "taskStarted":
        this.#counts.running++;
        break;
      case "taskDone":
        if (event.reused) this.#counts.reused++;
        else this.#counts.running--;
        this.#counts.done++;
        break;
      case "taskFailed":
        this.#counts.running--;
        if (!event.willRetry) this.#counts.failed++;
        break;
      default:
        break;
    }
  }
}

class Reader implements AsyncIterator<RunEvent> {
  #queue: RunEvent[] = [];
  #taken = 0;
  #waiting: ((result: IteratorResult<RunEvent>) => void) | undefined;
  #ended = false;
  readonly #leave: () => void;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  push(event: RunEvent, snapshot: () => RunEvent): void {
    if (this.#waiting !== undefined) {
      const wake = this.#waiting;
      this.#waiting = undefined;
      wake(this.#give(event));
      return;
    }
    if (this.#queue.length - this.#taken >= BACKLOG) {
      this.#queue = event.type === "runEnded" ? [snapshot(), event] : [snapshot()];
      this.#taken = 0;
    } else {
      this.#queue.push(event);
    }
  }

  next(): Promise<IteratorResult<RunEvent>> {
    const event = this.#queue[this.#taken];
    if (event !== undefined) {
      this.#taken++;
      if (this.#taken === this.#queue.length) {
        this.#queue = [];
        this.#taken = 0;
      }
      return Promise.resolve(this.#give(event));
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  return(): Promise<IteratorResult<RunEvent>> {
    this.#ended = true;
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  #give(event: RunEvent): IteratorResult<RunEvent> {
    if (event.type === "runEnded") {
      this.#ended = true;
      this.#leave();
    }
    return { done: false, value: event };
  }
}

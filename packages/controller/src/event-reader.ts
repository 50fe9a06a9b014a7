import type { RunEvent } from "./events.ts";

/** Events a reader may be behind before it loses them. */
const BACKLOG = 1000;

/** An event, or what makes it once it is read. */
export type ToldEvent = RunEvent | (() => RunEvent);

/** One reader of a run's events. */
export class EventReader implements AsyncIterator<RunEvent> {
  #queue: ToldEvent[] = [];
  #taken = 0;
  #lags = false;
  #waiting: ((result: IteratorResult<RunEvent>) => void) | undefined;
  #ended = false;
  readonly #snapshot: () => RunEvent;
  readonly #leave: () => void;

  /**
   * @param snapshot Makes what stands for all events that were missed.
   * @param leave Called once, when the reader wants no more.
   */
  constructor(snapshot: () => RunEvent, leave: () => void) {
    this.#snapshot = snapshot;
    this.#leave = leave;
  }

  /** It has missed something and gets a snapshot when it reads again: no need to make events for it. */
  get lags(): boolean {
    return this.#lags;
  }

  /** Takes what has happened. */
  push(event: ToldEvent): void {
    if (this.#waiting !== undefined) {
      this.#wake({ done: false, value: made(event) });
      return;
    }
    const isLast = typeof event !== "function" && event.type === "runEnded";
    if (!isLast && !this.#lags && this.#queue.length - this.#taken >= BACKLOG) this.lag();
    if (isLast || !this.#lags) this.#queue.push(event);
  }

  /** Forgets what it has not read. */
  lag(): void {
    this.#queue = [];
    this.#taken = 0;
    this.#lags = true;
  }

  next(): Promise<IteratorResult<RunEvent>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    if (this.#lags) {
      this.#lags = false;
      return Promise.resolve({ done: false, value: this.#snapshot() });
    }
    const event = this.#queue[this.#taken];
    if (event === undefined) {
      return new Promise((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#taken++;
    if (this.#taken === this.#queue.length) {
      this.#queue = [];
      this.#taken = 0;
    }
    return Promise.resolve(this.#given({ done: false, value: made(event) }));
  }

  return(): Promise<IteratorResult<RunEvent>> {
    this.#end();
    this.#wake({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  #wake(result: IteratorResult<RunEvent>): void {
    const wake = this.#waiting;
    this.#waiting = undefined;
    wake?.(this.#given(result));
  }

  #given(result: IteratorResult<RunEvent>): IteratorResult<RunEvent> {
    if (result.done !== true && result.value.type === "runEnded") this.#end();
    return result;
  }

  #end(): void {
    this.#ended = true;
    this.#leave();
  }
}

function made(event: ToldEvent): RunEvent {
  return typeof event === "function" ? event() : event;
}

/** Milliseconds that a run keeps the event loop to itself: timers, signals and requests wait that long at most. */
const TURN = 25;

/**
 * A run whose storage and tasks answer at once would go on for ever without letting timers and signals have their turn: nobody
 * could cancel it, and its heart would not beat.
 */
export class Turns {
  #began = performance.now();
  #next: Promise<void> | undefined;

  /** True when others should have their turn first. */
  get isOver(): boolean {
    return performance.now() - this.#began > TURN;
  }

  /** Settles when everything else that was due has had its turn. */
  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = undefined;
        this.#began = performance.now();
        resolve();
      });
    });
    return this.#next;
  }
}

import { constants } from "node:os";

const watched = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Watched = (typeof watched)[number];

/**
 * Ctrl-C, SIGTERM and the end of the terminal: the first one asks the run to end cleanly, a second one ends this process
 * at once (what its tasks started is ended by their helper process).
 */
export class SignalWatch {
  readonly #controller = new AbortController();
  #first: Watched | undefined;
  #told: (() => void) | undefined;
  #leave: (() => void) | undefined;

  constructor() {
    for (const signal of watched) process.on(signal, this.#onSignal);
  }

  /** Aborted by the first signal. */
  get cancelled(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit status of a command that a signal cancelled; 1 when it was cancelled otherwise. */
  get status(): number {
    return this.#first === undefined ? 1 : 128 + constants.signals[this.#first];
  }

  /** Called when the first signal comes, or at once if it has. */
  onFirst(told: () => void): void {
    this.#told = told;
    if (this.#first !== undefined) told();
  }

  /** Called when a second one comes, before this process ends. */
  onSecond(leave: () => void): void {
    this.#leave = leave;
  }

  /** Leaves the signals to Node again. */
  stop(): void {
    for (const signal of watched) process.off(signal, this.#onSignal);
  }

  readonly #onSignal = (signal: Watched): void => {
    if (this.#first !== undefined) {
      this.#leave?.();
      process.exit(this.status);
    }
    this.#first = signal;
    this.#told?.();
    this.#controller.abort();
  };
}

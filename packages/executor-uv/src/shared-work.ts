import { TierkreisError } from "@tierkreis/core";

/** Work that several may wait for. It is done once, and is told to stop when all of them have given up. */
export class SharedWork<T> {
  /** Settles as the work does, whoever waits. */
  readonly done: Promise<T>;
  readonly #controller = new AbortController();
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.done = work(this.#controller.signal);
    this.done.catch(() => undefined);
  }

  /** Whether it was told to stop: it is of no use to anyone who comes now. */
  get stopped(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits until it is done or, at most, the signal aborts. Whoever is the last to give up waits until it has stopped. */
  async wait(signal?: AbortSignal): Promise<T> {
    const given = Promise.withResolvers<never>();
    const giveUp = () => {
      if (this.#waiting === 1) this.#controller.abort();
      else given.reject(new TierkreisError("TKR_CANCELLED", "Cancelled while its worker was made ready."));
    };
    this.#waiting++;
    if (signal?.aborted === true) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return await Promise.race([this.done, given.promise]);
    } finally {
      this.#waiting--;
      signal?.removeEventListener("abort", giveUp);
    }
  }
}

import { TierkreisError, type TaskPolicy } from "@tierkreis/core";

/** How often within its time a silent attempt is looked at: it is ended at most this part of it late. */
const LOOKS = 8;

/** The limits of one attempt's time. Its signal aborts, with the error that says why, when one of them is reached. */
export class TimeLimits {
  readonly #abort = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];

  /**
   * Begins to count.
   *
   * @param sign Changes whenever the attempt shows that it lives.
   */
  start({ timeout, idleTimeout }: TaskPolicy, sign: () => string): void {
    if (timeout !== undefined) {
      const late = `it took longer than its ${String(timeout)} ms and was ended`;
      this.#timers.push(setTimeout(() => this.#end(late), timeout));
    }
    if (idleTimeout !== undefined) this.#watch(idleTimeout, sign);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why the attempt was ended; `undefined` while it may go on. */
  get reached(): TierkreisError | undefined {
    const reason: unknown = this.signal.reason;
    return TierkreisError.isInstance(reason) ? reason : undefined;
  }

  clear(): void {
    // A timeout and an interval are cleared alike.
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #watch(idle: number, sign: () => string): void {
    let last = sign();
    let since = Date.now();
    const look = () => {
      const now = sign();
      if (now !== last) since = Date.now();
      else if (Date.now() - since >= idle)
        this.#end(
          `it gave no sign of life for ${String(idle)} ms (no line in its log, no change of its outputs) and was ended`,
        );
      last = now;
    };
    this.#timers.push(setInterval(look, Math.max(idle / LOOKS, 1)));
  }

  #end(message: string): void {
    this.clear();
    this.#abort.abort(new TierkreisError("TKR_TASK_TIMEOUT", message));
  }
}

import { setImmediate } from "node:timers/promises";

const TURN = 10;

/** Says when synchronous work has kept the event loop for 10 ms, and lets others have a turn. */
export class Pause {
  #since = performance.now();

  get due(): boolean {
    return performance.now() - this.#since > TURN;
  }

  async take(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}

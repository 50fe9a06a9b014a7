import { setTimeout } from "node:timers/promises";
import { isBusy } from "./failure.ts";

/** Milliseconds between two tries: the first, and the most. */
const FIRST = 1;
const MOST = 20;

/** Does it once the file is free: again and again for `patience` milliseconds, while other work of this process goes on. */
export async function whenFree<T>(patience: number, action: () => T): Promise<T> {
  const end = performance.now() + patience;
  for (let pause = FIRST; ; pause = Math.min(pause * 2, MOST)) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error;
    }
    // Uneven, so that two processes do not meet again and again.
    await setTimeout(pause * (0.5 + Math.random()));
  }
}

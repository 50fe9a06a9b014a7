import { EventHeap, type SimEvent } from "./event-heap.ts";
import type { SimProcess } from "./sim-process.ts";

/** Where each simulation begins: some day, in milliseconds since 1970. */
const BEGIN = Date.UTC(2027, 0, 1);

/** Events after which the process may do other things, such as heed a Ctrl-C. */
const STEPS_A_TURN = 1000;

/** Taken before anything is replaced. */
const nextTurn = setImmediate;

/** Calls back when every promise that can settle has settled: ticks wait until no microtask is left. */
function whenSettled(action: () => void): void {
  queueMicrotask(() => {
    process.nextTick(action);
  });
}

/**
 * Time that passes only when nothing is left to do: each event is performed, all promises that it settles are followed to their
 * end, and then the clock stands at the next event. Events of a dead process never happen, those of a paused one when it goes on.
 */
export class VirtualTime {
  now = BEGIN;
  /** Whose event is being performed: what is set in motion now is its. */
  process: SimProcess | undefined;
  /** Events that have happened. */
  steps = 0;
  readonly #heap = new EventHeap();
  #made = 0;

  /** Milliseconds since the begin. */
  get elapsed(): number {
    return this.now - BEGIN;
  }

  schedule(delay: number, process: SimProcess | undefined, action: () => void): SimEvent {
    const event: SimEvent = { at: this.now + delay, order: this.#made++, process, action, isOff: false };
    this.#heap.push(event);
    return event;
  }

  /** Settles after some time of the world's own. */
  sleep(delay: number): Promise<void> {
    return new Promise((resolve) => void this.schedule(delay, undefined, resolve));
  }

  /** Performs events until `isOver`, or until none is left. */
  run(isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        try {
          if (isOver() || !this.#step()) resolve();
          else if (this.steps % STEPS_A_TURN === 0) nextTurn(turn);
          else whenSettled(turn);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      nextTurn(turn);
    });
  }

  /** What a process has still set in motion. */
  pendingOf(process: SimProcess): readonly SimEvent[] {
    return this.#heap.filter((event) => event.process === process && !event.isOff);
  }

  /** False when nothing is left. */
  #step(): boolean {
    for (;;) {
      const event = this.#heap.pop();
      if (event === undefined) return false;
      const { process } = event;
      if (event.isOff || process?.isDead === true) continue;
      this.now = Math.max(this.now, event.at);
      if (process !== undefined && process.pausedUntil > this.now) {
        event.at = process.pausedUntil;
        this.#heap.push(event);
        continue;
      }
      event.isOff = true;
      this.process = process;
      this.steps++;
      event.action();
      return true;
    }
  }
}

import type { SimProcess } from "./sim-process.ts";

/** Something that will happen. */
export interface SimEvent {
  /** Milliseconds since 1970. */
  at: number;
  /** Of two at one moment, the one that was made first happens first. */
  readonly order: number;
  /** Whose it is; `undefined` for what belongs to the world. */
  readonly process: SimProcess | undefined;
  readonly action: () => void;
  /** It has happened, or will not. */
  isOff: boolean;
  /** A timer that the engine set. */
  isTimer?: true;
}

/** Events, the next one first. */
export class EventHeap {
  readonly #events: SimEvent[] = [];

  push(event: SimEvent): void {
    const events = this.#events;
    let at = events.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = events[above];
      if (parent === undefined || isBefore(parent, event)) break;
      events[at] = parent;
      at = above;
    }
    events[at] = event;
  }

  pop(): SimEvent | undefined {
    const events = this.#events;
    const [first] = events;
    const last = events.pop();
    if (first === undefined || last === undefined || events.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = events[below];
      const other = events[below + 1];
      if (child !== undefined && other !== undefined && isBefore(other, child))
        [below, child] = [below + 1, other];
      if (child === undefined || isBefore(last, child)) break;
      events[at] = child;
      at = below;
    }
    events[at] = last;
    return first;
  }

  filter(isMeant: (event: SimEvent) => boolean): SimEvent[] {
    return this.#events.filter(isMeant);
  }
}

function isBefore(one: SimEvent, other: SimEvent): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

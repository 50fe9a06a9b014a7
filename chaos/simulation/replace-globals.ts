import { createRequire, syncBuiltinESMExports } from "node:module";
import type { SimEvent } from "./event-heap.ts";
import type { Random } from "../world/random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What the replaced functions go by: one simulation after the other. */
export interface Stage {
  time: VirtualTime;
  /** What the engine draws from. */
  random: Random;
}

type Callback = (...args: unknown[]) => void;

/** What `setTimeout` and `setInterval` give. */
class Timer {
  event: SimEvent;
  constructor(event: SimEvent) {
    this.event = event;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/**
 * Replaces every source of time and chance that the engine has, for this process, until the function that it gives is called:
 * timers, `Date`, `performance.now`, `Math.random`, `randomUUID`. Imports by name see it too: Node keeps them in step.
 */
export function replaceGlobals(stage: Stage): () => void {
  const require = createRequire(import.meta.url);
  const after = (delay = 1, action: () => void) => {
    const { time } = stage;
    const event = time.schedule(delay >= 1 ? delay : 1, time.process, action);
    event.isTimer = true;
    return event;
  };
  const every = (delay: number | undefined, action: () => void) => {
    const again = () => {
      timer.event = after(delay, again);
      action();
    };
    const timer = new Timer(after(delay, again));
    return timer;
  };
  const soon = (action: () => void) => stage.time.schedule(0, stage.time.process, action);
  const clear = (timer: unknown) => {
    if (timer instanceof Timer) timer.event.isOff = true;
  };
  const sleep = (delay: number | undefined, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        event.isOff = true;
        reject(new DOMException("The operation was aborted", "AbortError"));
      };
      const event = after(delay, () => {
        signal?.removeEventListener("abort", stop);
        resolve(value);
      });
      if (signal?.aborted === true) stop();
      signal?.addEventListener("abort", stop, { once: true });
    });
  class VirtualDate extends Date {
    constructor(...args: [] | [number | string | Date]) {
      super(...((args.length === 0 ? [stage.time.now] : args) as [number]));
    }

    static override now(): number {
      return Math.floor(stage.time.now);
    }
  }
  const uuid = () =>
    "00000000-0000-4000-8000-000000000000".replace(/0/g, () => stage.random.below(16).toString(16));

  const undo = [
    replace(globalThis, {
      setTimeout: (action: Callback, delay?: number, ...args: unknown[]) =>
        new Timer(after(delay, () => action(...args))),
      setInterval: (action: Callback, delay?: number, ...args: unknown[]) =>
        every(delay, () => action(...args)),
      setImmediate: (action: Callback, ...args: unknown[]) => new Timer(soon(() => action(...args))),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
      Date: VirtualDate,
    }),
    replace(Math, { random: () => stage.random.next() }),
    replace(performance, { now: () => stage.time.elapsed }),
    replace(require("node:timers/promises") as object, {
      setTimeout: sleep,
      setImmediate: (value: unknown) => new Promise((resolve) => void soon(() => resolve(value))),
    }),
    replace(require("node:crypto") as object, { randomUUID: uuid }),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const one of undo) one();
    syncBuiltinESMExports();
  };
}

function replace(target: object, replacements: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(replacements).map((name) => ({
    name,
    own: Object.getOwnPropertyDescriptor(target, name),
  }));
  for (const [name, value] of Object.entries(replacements))
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    for (const { name, own } of before) {
      if (own === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, own);
    }
  };
}

import type { Storage } from "@tierkreis/core";

export type Method = Exclude<keyof Storage, "specVersion" | "name" | "capabilities" | "localPath" | "close">;
type Answer = (...given: never[]) => unknown;

/** A storage that does something else at the n-th call of a method (1 is the first), and perhaps at all after it. */
export interface Fault {
  readonly method: Method;
  readonly at: number;
  readonly answer: Answer;
  /** @default false */
  readonly ever?: boolean;
}

/** The same storage with a fault; `fired` says whether the call came. */
export function faultyStorage(storage: Storage, { method, at, answer, ever = false }: Fault) {
  const state = { fired: false };
  let calls = 0;
  const faulty = {
    ...storage,
    [method]: (...given: unknown[]): unknown => {
      calls++;
      if (calls !== at && !(ever && calls > at)) return (storage[method] as Answer)(...(given as never[]));
      state.fired = true;
      return answer(...(given as never[]));
    },
  };
  return { storage: faulty, state };
}

import type { Ref } from "@tierkreis/core";

/** Gives the ref of a port when it is asked for. */
export type RefOfPort = (port: string) => Ref<unknown>;

/** What makes a thing a ref to `isRef`. */
const marker = Symbol.for("tierkreis.ref");

const open = new WeakMap<object, RefOfPort>();

/**
 * The outputs of a graph whose ports nobody has said, such as a graph that comes from a task: the ref of its single `value`, and
 * a ref under every name, whichever the types have.
 */
export function openResult(refOf: RefOfPort): object {
  const made = new Map<string, Ref<unknown>>();
  const once = (port: string): Ref<unknown> => {
    const known = made.get(port) ?? refOf(port);
    made.set(port, known);
    return known;
  };
  const result = new Proxy(
    {},
    {
      get: (_, key) => (typeof key === "string" ? once(key) : undefined),
      has: (_, key) => key === marker,
    },
  );
  open.set(result, once);
  return result;
}

/** The refs behind an open result; `undefined` for anything else. */
export function openRefs(thing: unknown): RefOfPort | undefined {
  return typeof thing === "object" && thing !== null ? open.get(thing) : undefined;
}

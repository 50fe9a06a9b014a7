const marker = Symbol.for("tierkreis.inline.thread");

/** Says that this is a thread of ours. */
export function markThread(): void {
  Object.defineProperty(globalThis, marker, { value: true });
}

/** True in a thread that an executor, of any copy of this package, started for tasks. */
export function inThread(): boolean {
  return marker in globalThis;
}

import type { PortRecord, Value } from "@tierkreis/core";

/** The random and the waiting part of the world, as a task that is not pure sees it. */
export interface Surroundings {
  /** As many random bytes as asked for. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Aborted when the task shall end. */
  readonly signal: AbortSignal;
}

/** What is said of every built-in task. Inputs and outputs are in the order in which its function takes and gives them. */
interface Ports {
  /** What the task does, in a few words. */
  readonly does: string;
  readonly inputs: PortRecord;
  readonly outputs: PortRecord;
}

/** One of the built-in tasks. Its function never sees a missing input, unless that is optional. */
export type Builtin = Ports &
  (
    | { readonly kind: "value"; readonly compute: (a: Value, b: Value, c: Value) => Value }
    | { readonly kind: "values"; readonly compute: (a: Value) => readonly Value[] }
    | {
        readonly kind: "impure";
        readonly perform: (inputs: readonly Value[], surroundings: Surroundings) => Promise<Value>;
      }
  );

/** Built-in tasks by name. */
export type Builtins = Readonly<Record<string, Builtin>>;

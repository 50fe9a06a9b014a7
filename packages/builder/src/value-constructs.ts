import type { PortTypes, Ref, TaskInvocation, TaskPolicy, TaskResult, Wired } from "@tierkreis/core";
import { addEagerIfElse, addIdentity, addIfElse } from "./constructs/choose.ts";
import { addTask } from "./constructs/task.ts";
import type { AnyGraph, ValueOf } from "./types/port-graph.ts";
import type { NodeOptions } from "./types/wires.ts";
import { Wiring } from "./wiring.ts";

/** What a graph is built of besides other graphs: consts, tasks, choices. */
export class ValueConstructs {
  /** @internal */
  protected readonly wiring = new Wiring(this);

  /**
   * A value that is part of the graph; a graph becomes a value that `eval` and its like take. Throws `TKR_VALUE_INVALID` for
   * what is no value (a function, a Date, ...).
   */
  const<T>(value: T): Ref<ValueOf<T>> {
    return this.wiring.constant(value) as Ref<ValueOf<T>>;
  }

  /** A graph as a value of this one, typed by its ports: what `const` makes of a graph. */
  graphConst<G extends AnyGraph>(graph: G): Ref<ValueOf<G>> {
    return this.const(graph);
  }

  /**
   * Adds a task and gives its outputs: one ref when its only output is `value`, else refs by port. Plain values among its
   * inputs become consts. Throws `TKR_GRAPH_FOREIGN_REF` for a ref of another graph.
   *
   * @param policy What this task asks for: further attempts (`retry`), milliseconds an attempt may take (`timeout`).
   */
  task<O extends PortTypes>(invocation: TaskInvocation<O>, policy?: TaskPolicy & NodeOptions): TaskResult<O> {
    return addTask(this.wiring, invocation, policy) as TaskResult<O>;
  }

  /** One of two values; the other one is not evaluated. */
  ifelse<A, B>(
    pred: Wired<boolean>,
    ...branches: [ifTrue: Wired<A>, ifFalse: Wired<B>, options?: NodeOptions]
  ): Ref<ValueOf<A | B>> {
    const [ifTrue, ifFalse, options] = branches;
    return addIfElse(this.wiring, { pred, ifTrue, ifFalse, options }) as Ref<ValueOf<A | B>>;
  }

  /** One of two values, which are both evaluated. */
  eifelse<A, B>(
    pred: Wired<boolean>,
    ...branches: [ifTrue: Wired<A>, ifFalse: Wired<B>, options?: NodeOptions]
  ): Ref<ValueOf<A | B>> {
    const [ifTrue, ifFalse, options] = branches;
    return addEagerIfElse(this.wiring, { pred, ifTrue, ifFalse, options }) as Ref<ValueOf<A | B>>;
  }

  /** The same value, behind a node at which the run stops when it was told to heed breakpoints. */
  breakpoint<T>(ref: Ref<T>): Ref<T> {
    return addIdentity(this.wiring, this.wiring.source(ref), { breakpoint: true }) as Ref<T>;
  }
}

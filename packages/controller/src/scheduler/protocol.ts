import type { Datum, Ports } from "./datum.ts";
import type { Place } from "./place.ts";
import type { Plan, PlanNode } from "./plan.ts";

/** A node of one evaluation. Frame 0 is the root evaluation. */
export interface NodeId {
  readonly frame: number;
  readonly node: number;
}

/** A task's node, and where it stands. */
export interface TaskSite {
  readonly plan: Plan;
  readonly planned: PlanNode;
  /** The evaluation that the node is in. */
  readonly place: Place;
}

/** How far a node is that evaluates a graph: iterations or elements that have ended, of how many if that is known. */
export interface Progress {
  done: number;
  readonly total?: number;
}

/** What happened. */
export type SchedulerEvent =
  /** The run begins: the output node asks for its inputs. */
  | { readonly type: "begin" }
  /** A task's outcome is there, recorded earlier or just now; by plain ports. */
  | { readonly type: "done"; readonly id: NodeId; readonly outputs: ReadonlyMap<string, Datum> }
  /** Asked to look for a recorded outcome: there is none that counts. */
  | { readonly type: "notRecorded"; readonly id: NodeId }
  /** A breakpoint is not to stop the run (any more). */
  | { readonly type: "passed"; readonly id: NodeId }
  /** The values that a node needs decoded are. */
  | { readonly type: "loaded"; readonly id: NodeId }
  /** There was more to do than one step does. */
  | { readonly type: "goOn" };

/** What is to be done now. */
export type SchedulerCommand =
  /** Find the recorded outcome of a task, if there is one; only asked for in a run that goes on. */
  | (TaskSite & { readonly type: "lookUp"; readonly id: NodeId })
  /** All inputs of a task are there: start it. */
  | (TaskSite & { readonly type: "start"; readonly id: NodeId; readonly inputs: ReadonlyMap<string, Datum> })
  /** A node began to evaluate its graph; `progress` is the node's own count, which goes on. */
  | (TaskSite & { readonly type: "enter"; readonly progress: Progress })
  /** The node's outputs are there. */
  | { readonly type: "leave"; readonly progress: Progress }
  /** A breakpoint is reached: all that its node waits for is there. */
  | (TaskSite & { readonly type: "breakpoint"; readonly id: NodeId })
  /** Decode these values: a node of the engine's own needs them. */
  | { readonly type: "load"; readonly id: NodeId; readonly data: readonly Datum[] }
  /** An iteration of a named loop has ended. `place` is the iteration's. */
  | { readonly type: "iteration"; readonly name: string; readonly place: Place; readonly outputs: Ports }
  /** The run can not go on: a node of the engine's own found something wrong. */
  | { readonly type: "fail"; readonly error: Error }
  /** Give other work of this process its turn, then send `goOn`. */
  | { readonly type: "yield" }
  /** The graph's outputs are there. Nothing follows. */
  | { readonly type: "finish"; readonly outputs: ReadonlyMap<string, Datum> };

import type { Ports } from "./datum.ts";
import type { Frame } from "./frame.ts";
import type { PlanNode } from "./plan.ts";

/** A node of an evaluation. */
export interface FrameNode {
  readonly frame: Frame;
  readonly planned: PlanNode;
}

/**
 * Watches a scheduler at work: every node of every evaluation, as it happens. It is told and never asked, and changes nothing of
 * what it is shown. While one watches, frames keep all their inputs as `given`.
 */
export interface Observer {
  /** An evaluation begins, with all its inputs. `by` is the node that evaluates it; the root evaluation has none. */
  opened(frame: Frame, by: FrameNode | undefined): void;
  /** A node starts whose outputs somebody else has to make: a task that is no pure function, or evaluations. */
  started(frame: Frame, planned: PlanNode): void;
  /** A node's outputs are there. */
  completed(frame: Frame, planned: PlanNode, outputs: Ports): void;
  /** The evaluation's outputs are there. `planned` is its output node. */
  ended(frame: Frame, planned: PlanNode, outputs: Ports): void;
}

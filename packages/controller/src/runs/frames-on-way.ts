import type { LocationStep } from "@tierkreis/core";
import { planOfConstant } from "../scheduler/plan-of-value.ts";
import type { Plan, PlanNode, PureTasks, Wire } from "../scheduler/plan.ts";

/** One evaluation on the way to a place, as the graph tells it without being run. */
export interface FrameOnWay {
  /** `undefined` where the graph is a value that is made while the run goes on. */
  readonly plan: Plan | undefined;
  /** The node that evaluates it, and where that stands; absent for the run's own evaluation. */
  readonly by?: {
    readonly frame: KnownFrame;
    readonly planned: PlanNode;
    readonly round: LocationStep | undefined;
  };
}

export type KnownFrame = FrameOnWay & { readonly plan: Plan };

/** Which tasks are pure needs an executor to tell, and changes nothing of what depends on what. */
export const noneIsPure: PureTasks = () => undefined;

/**
 * The graph that a node evaluates: a const, the frame's own graph (recursion), or one of the two that came in as an input. Any other
 * is made while the run goes on: `undefined`.
 */
export function planEvaluated(frame: KnownFrame, planned: PlanNode): Plan | undefined {
  let wire = planned.special["graph"] ?? planned.special["body"];
  let at = frame;
  while (wire !== undefined) {
    if ("constant" in wire) return planOf(wire);
    const port = inputPort(at.plan, wire);
    if (port === undefined) return undefined;
    const { by } = at;
    // The engine gives a graph to itself, unless its node gives it something else of that name.
    if (by === undefined) return port === "body" ? at.plan : undefined;
    if (mayBeAnother(at.plan, by, port)) return undefined;
    wire = by.planned.wires.find(({ input }) => input === port);
    if (wire === undefined) return port === "body" ? at.plan : undefined;
    at = by.frame;
  }
  return undefined;
}

function planOf(wire: Extract<Wire, { constant: unknown }>): Plan | undefined {
  try {
    return planOfConstant(wire.constant, noneIsPure);
  } catch {
    // It is no graph: the run fails there, and nothing lies below.
    return undefined;
  }
}

/** The input of the frame that a wire brings; `undefined` for what a node made. */
function inputPort({ inputSlots }: Plan, wire: Extract<Wire, { slot: number }>): string | undefined {
  for (const [port, slot] of inputSlots) if (slot === wire.slot) return port;
  return undefined;
}

/** A later iteration may have been given the port by the one before; an element of a map, by its list. */
function mayBeAnother({ nodes, output }: Plan, by: NonNullable<FrameOnWay["by"]>, port: string): boolean {
  const { planned, round } = by;
  if (round?.kind === "L") return round.index > 0 && Object.hasOwn(nodes[output]?.node.inputs ?? {}, port);
  return (
    round?.kind === "M" &&
    planned.wires.some(({ input }) => input !== port && input.replace(/-?\*$/, "") === port)
  );
}

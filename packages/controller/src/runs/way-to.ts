import {
  childLocation,
  nearNames,
  parseLocation,
  ROOT,
  TierkreisError,
  type Graph,
  type Location,
  type LocationStep,
} from "@tierkreis/core";
import { makePlan, type PlanNode } from "../scheduler/plan.ts";
import { noneIsPure, planEvaluated, type FrameOnWay, type KnownFrame } from "./frames-on-way.ts";

/** The way from a run's own evaluation to a place. */
export interface Way {
  /** The location of where it ends. */
  readonly path: Location;
  /** The evaluations on the way, the run's own first. */
  readonly frames: readonly FrameOnWay[];
  /** The node it ends at; absent when it ends at an evaluation: the run, an iteration, an element. */
  readonly node?: PlanNode;
}

/** Nodes that are named in a message. */
const MANY = 1000;

/**
 * Follows a location through a graph. Throws `TKR_RUN_UNKNOWN`, with places that were perhaps meant, when it leads nowhere. Where
 * a graph only comes about while the run goes on, the way ends at its evaluation.
 */
export function wayTo(graph: Graph, location: Location): Way {
  const steps = parseLocation(location);
  let frame: KnownFrame = { plan: makePlan(graph, noneIsPure) };
  const frames: FrameOnWay[] = [frame];
  let path: Location = ROOT;
  for (let at = 0; at < steps.length;) {
    const planned = nodeAt(frame, steps[at++], { path, location });
    path = childLocation(path, "N", planned.index);
    if (at === steps.length) return { path, frames, node: planned };
    const round = roundAt(planned, steps[at], { path, location });
    if (round !== undefined) {
      path = childLocation(path, round.kind, round.index);
      at++;
    }
    const plan = planEvaluated(frame, planned);
    const by = { frame, planned, round };
    frames.push({ plan, by });
    if (plan === undefined) break;
    frame = { plan, by };
  }
  return { path, frames };
}

/** How far a way led, and where it was to lead. */
interface Spot {
  readonly path: Location;
  readonly location: Location;
}

function nodeAt({ plan }: KnownFrame, step: LocationStep | undefined, { path, location }: Spot): PlanNode {
  const planned = step?.kind === "N" ? plan.nodes[step.index] : undefined;
  if (planned !== undefined) return planned;
  if (step?.kind === "N" && step.index < 0)
    throw noPlace(location, `${path}.N-1 is what ${path} was given: nothing computes it there.`);
  const last = String(plan.nodes.length - 1);
  const near = nearNames(
    location,
    plan.nodes.slice(0, MANY).map(({ index }) => childLocation(path, "N", index)),
  );
  const meant = near.length === 0 ? "" : ` Is ${near.join(" or ")} meant?`;
  throw noPlace(location, `The nodes of the graph at ${path} are ${path}.N0 to ${path}.N${last}.${meant}`);
}

/** The iteration or element that a step leads to; `undefined` below an `eval`, which has one evaluation only. */
function roundAt(
  { node }: PlanNode,
  step: LocationStep | undefined,
  { path, location }: Spot,
): LocationStep | undefined {
  switch (node.type) {
    case "eval":
      return undefined;
    case "loop":
      if (step?.kind === "L") return step;
      throw noPlace(location, `${path} is a loop: its iterations are ${path}.L0, ${path}.L1 and so on.`);
    case "map":
      if (step?.kind === "M") return step;
      throw noPlace(location, `${path} is a map: its elements are ${path}.M0, ${path}.M1 and so on.`);
    default: {
      const what = node.type === "function" ? `the task ${node.function_name}` : `a node \`${node.type}\``;
      throw noPlace(location, `${path} is ${what}: nothing lies below it.`);
    }
  }
}

function noPlace(location: Location, why: string): TierkreisError {
  return new TierkreisError("TKR_RUN_UNKNOWN", `There is no ${location} in the run's graph. ${why}`, {
    location,
  });
}

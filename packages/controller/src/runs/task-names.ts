import { parseLocation, type Graph, type Location, type LocationStep } from "@tierkreis/core";
import { makePlan } from "../scheduler/plan.ts";
import { noneIsPure, planEvaluated, type FrameOnWay, type KnownFrame } from "./frames-on-way.ts";

/**
 * Tells by the graph which task a place is. Iterations and elements are alike: an evaluation is made ready once for all of them, so
 * that the places of a large run cost next to nothing.
 */
export class TaskNames {
  readonly #root: KnownFrame;
  /** By the nodes on the way, without the numbers of iterations and elements. */
  readonly #frames = new Map<string, FrameOnWay | undefined>();

  constructor(graph: Graph) {
    this.#root = { plan: makePlan(graph, noneIsPure) };
  }

  /** `worker.task`; `undefined` for what is no task, or where the graph only came about while the run went on. */
  at(location: Location): string | undefined {
    const steps = parseLocation(location);
    const last = steps.at(-1);
    if (last?.kind !== "N") return undefined;
    const node = this.#frameOf(steps.slice(0, -1))?.plan?.nodes[last.index]?.node;
    return node?.type === "function" ? node.function_name : undefined;
  }

  #frameOf(steps: readonly LocationStep[]): FrameOnWay | undefined {
    let frame: FrameOnWay | undefined = this.#root;
    let way = "";
    for (let at = 0; at < steps.length;) {
      const step = steps[at++];
      if (step?.kind !== "N" || frame?.plan === undefined) return undefined;
      const next = steps[at];
      const round = next?.kind === "N" ? undefined : next;
      if (round !== undefined) at++;
      // What a body is may differ between the first iteration and later ones, and between no others.
      way += `.${String(step.index)}${round === undefined ? "" : round.index === 0 ? "a" : "b"}`;
      if (!this.#frames.has(way))
        this.#frames.set(way, below({ ...frame, plan: frame.plan }, step.index, round));
      frame = this.#frames.get(way);
    }
    return frame;
  }
}

function below(frame: KnownFrame, node: number, round: LocationStep | undefined): FrameOnWay | undefined {
  const planned = frame.plan.nodes[node];
  if (planned === undefined) return undefined;
  return { plan: planEvaluated(frame, planned), by: { frame, planned, round } };
}

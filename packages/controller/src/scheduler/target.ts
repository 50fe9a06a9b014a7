import { parseLocation, type Location, type LocationStep } from "@tierkreis/core";
import type { Place } from "./place.ts";

/**
 * A place that is asked for instead of the graph's outputs: evaluations on the way to it ask for the next node of the way only,
 * all others for their outputs.
 */
export class Target {
  readonly #steps: readonly LocationStep[];

  constructor(location: Location) {
    this.#steps = parseLocation(location);
  }

  /** The node that an evaluation asks for: the next on the way, or `undefined` for its outputs. */
  nodeIn(place: Place): number | undefined {
    const step = this.#nextStep(place);
    return step?.kind === "N" ? step.index : undefined;
  }

  /** The element of the map at this place that lies on the way; `undefined` when all are asked for. */
  elementOf(map: Place): number | undefined {
    const step = this.#nextStep(map);
    return step?.kind === "M" ? step.index : undefined;
  }

  /** Whether this is the place that is asked for: a node of an evaluation, or, without one, the evaluation itself. */
  isAt(place: Place, node?: number): boolean {
    const depth = depthOf(place);
    const rest = this.#steps.slice(depth);
    if (!this.#leadsThrough(place, depth)) return false;
    if (node === undefined) return rest.length === 0;
    return rest.length === 1 && rest[0]?.kind === "N" && rest[0].index === node;
  }

  #nextStep(place: Place): LocationStep | undefined {
    const depth = depthOf(place);
    return this.#leadsThrough(place, depth) ? this.#steps[depth] : undefined;
  }

  #leadsThrough(place: Place, depth: number): boolean {
    let at: Place = place;
    for (let step = depth - 1; step >= 0; step--) {
      const wanted = this.#steps[step];
      if (wanted?.kind !== at.kind || wanted.index !== at.index || at.parent === undefined) return false;
      at = at.parent;
    }
    return true;
  }
}

function depthOf(place: Place): number {
  let depth = 0;
  for (let at = place; at.parent !== undefined; at = at.parent) depth++;
  return depth;
}

import { childLocation, ROOT, type Location, type LocationStep } from "@tierkreis/core";

/**
 * Where an evaluation stands: one step below another place. Places are shared and never printed inside the engine, so a
 * nested one costs the same as a shallow one; {@link printPlace} makes the text at the storage's edge.
 */
export class Place {
  readonly parent: Place | undefined;
  readonly kind: LocationStep["kind"];
  readonly index: number;

  constructor(parent: Place | undefined, kind: LocationStep["kind"], index: number) {
    this.parent = parent;
    this.kind = kind;
    this.index = index;
  }

  /** The root evaluation. */
  static readonly root = new Place(undefined, "N", 0);
}

/** The location of a place. */
export function printPlace(place: Place): Location {
  const steps: Place[] = [];
  for (let at = place; at.parent !== undefined; at = at.parent) steps.push(at);
  return steps.reduceRight((location, { kind, index }) => childLocation(location, kind, index), ROOT);
}

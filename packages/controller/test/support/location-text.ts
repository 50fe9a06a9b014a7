import { childLocation } from "@tierkreis/core";
import { printPlace, type Place } from "../../src/scheduler/place.ts";

/** The location of a place, or of a node of the evaluation there. */
export function locationText(place: Place, node?: number): string {
  return node === undefined ? printPlace(place) : childLocation(printPlace(place), "N", node);
}

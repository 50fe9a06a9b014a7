import type { Location } from "@tierkreis/core";

/** Levels of a deep place that a message tells at each of its ends. */
const SHOWN = 10;

/** A location for a message: of a deep place the middle is left out. An error's details have the whole of it. */
export function locationWords(location: Location): string {
  const steps = location.split(".");
  const left = steps.length - 2 * SHOWN - 1;
  if (left <= 1) return location;
  return `${steps.slice(0, SHOWN + 1).join(".")}.(${String(left)} more).${steps.slice(-SHOWN).join(".")}`;
}

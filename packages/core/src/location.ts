import { TierkreisError } from "./errors.ts";

/**
 * The printed form of a place in a run: `-` is the root evaluation, each step descends: `.N3` node 3 of the graph there,
 * `.L0` a loop's first iteration, `.M5` a map's sixth element. `.N-1` (after any frame) holds that frame's inputs.
 * Source of the form: Tierkreis for Python.
 */
export type Location = string;

/** The root evaluation. */
export const ROOT: Location = "-";

/** Where a run's own inputs and its graph are kept: the place outside the root evaluation. */
export const RUN_INPUTS: Location = ".N-1";

/** One step of a location. */
export interface LocationStep {
  readonly kind: "N" | "L" | "M";
  readonly index: number;
}

const stepPattern = /^([NLM])(-1|0|[1-9]\d*)$/;

/** The location one step below. */
export function childLocation(parent: Location, kind: LocationStep["kind"], index: number): Location {
  return `${parent}.${kind}${String(index)}`;
}

/** The steps of a location from the root down. Throws `TKR_RUN_UNKNOWN` on text that is no location. */
export function parseLocation(text: string): readonly LocationStep[] {
  const [root, ...rest] = text.split(".");
  const steps: LocationStep[] = [];
  for (const part of rest) {
    const match = stepPattern.exec(part);
    if (match === null || (match[2] === "-1" && match[1] !== "N")) throw noLocation(text);
    steps.push({ kind: match[1] as LocationStep["kind"], index: Number(match[2]) });
  }
  if (root !== "-" && !(root === "" && text === RUN_INPUTS)) throw noLocation(text);
  return steps;
}

/** True when the text is a location. */
export function isLocation(text: string): boolean {
  try {
    parseLocation(text);
    return true;
  } catch {
    return false;
  }
}

function noLocation(text: string): TierkreisError {
  return new TierkreisError(
    "TKR_RUN_UNKNOWN",
    `"${text}" is no location. A location looks like -.N3 or -.N1.L0.N2.`,
    {
      location: text,
    },
  );
}

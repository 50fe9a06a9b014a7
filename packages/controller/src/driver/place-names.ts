import { ROOT, locationSegment, parseLocation, type Location, type LocationStep } from "@tierkreis/core";
import { z } from "zod";
import { Place, printPlace } from "../scheduler/place.ts";
import type { RunPlace } from "./run-place.ts";

const noteSchema = z.object({ parent: z.string(), step: z.string() });

const HASHED = "-.H";

/** Finds the locations of stored places again, also of those whose long location is stored as a hash. */
export class PlaceNames {
  readonly #home: RunPlace;
  /** Places are linked: as text, the locations of a deep recursion would fill the memory. */
  readonly #known = new Map<string, Place>();

  constructor(home: RunPlace) {
    this.#home = home;
  }

  /** The location that is stored under a segment of the run's keys; `undefined` when it is none, or nothing says which. */
  async locationOf(segment: string): Promise<Location | undefined> {
    const place = segment.startsWith(HASHED) ? await this.#placeOf(segment) : readPlace(segment);
    return place === undefined ? undefined : printPlace(place);
  }

  async #placeOf(hashed: string): Promise<Place | undefined> {
    const below: { readonly segment: string; readonly step: LocationStep }[] = [];
    let segment = hashed;
    let place: Place | undefined;
    while (place === undefined) {
      if (!segment.startsWith(HASHED)) {
        place = readPlace(segment);
        if (place === undefined) return undefined;
        break;
      }
      place = this.#known.get(segment);
      if (place !== undefined) break;
      const note = await this.#note(segment);
      if (note === undefined) return undefined;
      below.push({ segment, step: note.step });
      segment = note.parent;
    }
    for (const { segment: name, step } of below.reverse()) {
      place = new Place(place, step.kind, step.index);
      this.#known.set(name, place);
    }
    return place;
  }

  /** What is noted beside a hashed name. */
  async #note(segment: string): Promise<{ parent: string; step: LocationStep } | undefined> {
    const { storage, keys } = this.#home;
    const key = `${keys.all}${segment}/location`;
    if ((await storage.stat(key)) === undefined) return undefined;
    try {
      const { parent, step } = noteSchema.parse(
        JSON.parse(new TextDecoder().decode(await storage.read(key))),
      );
      const [only] = parseLocation(`${ROOT}.${step}`);
      return only === undefined ? undefined : { parent, step: only };
    } catch {
      return undefined;
    }
  }
}

function readPlace(segment: string): Place | undefined {
  try {
    if (locationSegment(segment) !== segment || !segment.startsWith(ROOT)) return undefined;
    return parseLocation(segment).reduce<Place>(
      (place, { kind, index }) => new Place(place, kind, index),
      Place.root,
    );
  } catch {
    return undefined;
  }
}

import {
  childLocation,
  isHashedLocation,
  locationSegment,
  RUN_INPUTS,
  type Location,
  type PortSchema,
  type Value,
} from "@tierkreis/core";
import { Datum } from "../scheduler/datum.ts";
import { Place, printPlace } from "../scheduler/place.ts";
import { Held } from "./held.ts";
import type { RunHome } from "./run-home.ts";

/** Connects the scheduler's values to the storage: what is stored where, and what is written only when a program reads it. */
export class Values {
  readonly #home: RunHome;
  /** Places whose long location has been written down. */
  readonly #noted = new WeakSet<Place>();

  constructor(home: RunHome) {
    this.#home = home;
  }

  /** A value that lies under a key. */
  stored(datum: Datum, key: string, type: PortSchema | undefined): Datum {
    datum.stored = Held.stored(this.#home.storage, { key, type });
    return datum;
  }

  /** An input of the run, which is stored outside the root evaluation. */
  input(port: string, value: Value, type: PortSchema | undefined): Datum {
    const datum = new Datum({ place: Place.root, node: -1, port }, value);
    const key = this.#home.keys.output(RUN_INPUTS, port);
    datum.stored = Held.given(this.#home.storage, { key, type }, value);
    return datum;
  }

  /** The value as bytes under a key, written there when somebody asks. */
  async held(datum: Datum): Promise<Held> {
    if (datum.stored instanceof Held) return datum.stored;
    const { storage, keys } = this.#home;
    const location = await this.location(datum.place, datum.node);
    const held = Held.given(
      storage,
      { key: keys.output(location, datum.port), type: undefined },
      datum.value ?? null,
    );
    datum.stored = held;
    return held;
  }

  /** Decodes a value; it stays decoded as long as the scheduler holds it. */
  async decode(datum: Datum): Promise<void> {
    datum.value ??= await (await this.held(datum)).value();
  }

  /** The location of a node, written down beside its hashed name when it is too long to be one. */
  async location(place: Place, node: number): Promise<Location> {
    const location = childLocation(printPlace(place), "N", node);
    if (isHashedLocation(location)) await this.#note(new Place(place, "N", node));
    return location;
  }

  /** Each place whose name is a hash says its parent's name and its own last step. */
  async #note(start: Place): Promise<void> {
    const { storage, keys } = this.#home;
    for (let place = start; place.parent !== undefined && !this.#noted.has(place); place = place.parent) {
      const location = printPlace(place);
      if (!isHashedLocation(location)) return;
      this.#noted.add(place);
      const note = {
        parent: locationSegment(printPlace(place.parent)),
        step: `${place.kind}${String(place.index)}`,
      };
      await storage.create(keys.locationText(location), new TextEncoder().encode(JSON.stringify(note)));
    }
  }
}

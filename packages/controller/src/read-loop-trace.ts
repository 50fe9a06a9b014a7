import {
  childLocation,
  decodeValue,
  fromValue,
  TierkreisError,
  type Graph,
  type Location,
  type RunIdInput,
  type Storage,
  type TypedGraph,
} from "@tierkreis/core";
import { allKeys } from "./driver/all-keys.ts";
import { isIterationRecorded } from "./driver/iterations.ts";
import { readLoopNames, readLoopNote } from "./driver/loop-notes.ts";
import type { RunHome } from "./driver/run-home.ts";
import { openToRead } from "./driver/open-to-read.ts";

/** Which run to read, and which of several loops of one name. */
export interface TraceOptions {
  readonly storage: Storage;
  readonly runId: RunIdInput;
  /** Where the loop stands, when several have the name. */
  readonly location?: Location;
}

/**
 * What the iterations of a named loop gave, in order: those that have ended, while the loop still runs. Without a port an
 * object by port for each (all but `should_continue`), with one that port's values.
 *
 * Throws `TKR_RUN_UNKNOWN` when no loop of the name has ended an iteration, or when several have and `location` does not say
 * which is meant.
 *
 * @param _graph Not read: the run holds its graph. Here for the sake of Tierkreis for Python's spelling.
 */
export async function readLoopTrace<In, Out>(
  _graph: TypedGraph<In, Out> | Graph,
  options: TraceOptions,
  ...[name, port]: [name: string, port?: string]
): Promise<unknown[]> {
  const home = await openToRead(options);
  const loop = options.location ?? (await findLoop(home, name));
  const trace: unknown[] = [];
  for (let round = 0; ; round++) {
    const location = childLocation(loop, "L", round);
    if (!(await isIterationRecorded(home, location))) return trace;
    const outputs = await readIteration(home, location, port);
    trace.push(port === undefined ? outputs : outputs[port]);
  }
}

async function readIteration(
  { storage, keys }: RunHome,
  location: Location,
  port?: string,
): Promise<Record<string, unknown>> {
  const prefix = keys.output(location, "");
  const outputs: Record<string, unknown> = {};
  for await (const key of allKeys(storage, prefix)) {
    const name = key.slice(prefix.length);
    if (port === undefined ? name === "should_continue" : name !== port) continue;
    outputs[name] = fromValue(decodeValue(await storage.read(key)));
  }
  return outputs;
}

/** The place of the only loop of a name, as noted by us or by Tierkreis for Python. */
async function findLoop(home: RunHome, name: string): Promise<Location> {
  const { storage, keys, voids } = home;
  const places: Location[] = [];
  for await (const key of allKeys(storage, keys.loops(name))) {
    const note = await readLoopNote(storage, key);
    if (note !== undefined && !voids.hasAll(note.loop_loc, note.epoch)) places.push(note.loop_loc);
  }
  if (places.length === 0)
    places.push(...(await pythonLoops(home, name)).filter((place) => !voids.hasAll(place, 0)));
  const [only, ...others] = places;
  if (only !== undefined && others.length === 0) return only;
  const what =
    only === undefined
      ? `No loop named ${JSON.stringify(name)} has ended an iteration`
      : `Several loops are named ${JSON.stringify(name)}: ${places.join(", ")}. Give the location of one`;
  throw new TierkreisError("TKR_RUN_UNKNOWN", `${what} (run ${keys.run}).`, { run: keys.run });
}

async function pythonLoops({ storage, keys }: RunHome, name: string): Promise<Location[]> {
  const place = (await readLoopNames(storage, keys.loopNames)).get(name);
  return place === undefined ? [] : [place];
}

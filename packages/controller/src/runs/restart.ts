import {
  isHashedLocation,
  isLocked,
  locationSegment,
  parseGraph,
  TierkreisError,
  type Location,
  type RunIdInput,
  type Storage,
} from "@tierkreis/core";
import { finishForgetting, forget } from "../driver/forget.ts";
import { readMetadata, reopenMetadata } from "../driver/metadata.ts";
import { noRun, placeOf } from "../driver/open-to-read.ts";
import type { RunPlace } from "../driver/run-place.ts";
import { encodeMark, VoidRule, type VoidMark } from "../driver/void-mark.ts";
import { Voids } from "../driver/voids.ts";
import { dependentsOf } from "./dependents.ts";
import { isRecorded } from "./list-attempts.ts";
import { ownRun } from "./own-run.ts";
import { wayTo, type Way } from "./way-to.ts";

/**
 * Forgets the outcome of a place and of everything that depends on it; running the graph again with the same id then runs these tasks
 * and no others. A place is a node (`-.N3`: a task, or an `eval`, `loop` or `map` with all below it), an iteration with
 * those after it (`-.N3.L1`), an element (`-.N3.M5`), or the whole run (`-`).
 *
 * Dependents are, by the graph's edges: the nodes behind it in its evaluation with all below them; when that evaluation's outputs are
 * among them, the later iterations of its loop, the node that evaluates it and the nodes behind that; and so on up to the run's outputs.
 * Other elements of a map and earlier iterations stay. In a graph that only comes about while the run goes on (other than by
 * recursion) nothing says what depends on what: all of that evaluation is forgotten.
 *
 * Attempts and their logs stay and can be read: see `listAttempts`. When this is killed it has happened, or it has not.
 *
 * Resolves to the places of tasks whose recorded outcome was forgotten. Throws `TKR_RUN_LOCKED` while a living owner has the run;
 * `TKR_RUN_UNKNOWN` when there is no such run, its graph has no such place, or nothing is stored there; and
 * `TKR_NOT_RESTARTABLE` for a node that computes nothing.
 */
export async function restart(
  storage: Storage,
  runId: RunIdInput,
  location: Location,
): Promise<readonly Location[]> {
  const place = placeOf(storage, runId);
  // What is wrong with the question is said before the lock is taken, which would leave an epoch used up.
  if (!(await isLocked(place.storage, place.keys))) await findWay(place, location);
  return ownRun(place, async (lock) => {
    // Again, as owner: it may have been deleted or begun anew meanwhile.
    const way = await findWay(place, location);
    const home = { ...place, voids: await Voids.read(place) };
    await finishForgetting(home, lock);
    const metadata = await readMetadata(home);
    const mark: VoidMark = {
      version: 1,
      kind: "restart",
      location,
      at: new Date().toISOString(),
      executions: metadata?.execution_count ?? 0,
      ...dependentsOf(way),
    };
    const { keys } = place;
    // One write, and it has happened: readers and the next owner go by the mark. All that follows is for other programs' eyes.
    await place.storage.write(keys.voidMark(lock.epoch), encodeMark(mark));
    await place.storage.sync();
    await lock.confirm();
    if (metadata !== undefined) await reopenMetadata(home, metadata);
    const forgotten: Location[] = [];
    const onPlace = async (at: Location) => {
      if (await isRecorded(home, at)) forgotten.push(at);
    };
    await forget(home, lock, { rule: new VoidRule(mark), onPlace });
    await place.storage.write(keys.forgotten(lock.epoch), new Uint8Array());
    return forgotten;
  });
}

/** The way to a place that can be restarted. */
async function findWay(home: RunPlace, location: Location): Promise<Way> {
  const { storage, keys } = home;
  if ((await storage.stat(keys.graph)) === undefined) throw noRun(home);
  const way = wayTo(parseGraph(await storage.read(keys.graph)), location);
  const type = way.node?.node.type;
  if (type !== undefined && computesNothing.includes(type)) {
    const message = `${location} is a node \`${type}\`, which computes nothing of its own. Restart what it gets its value from.`;
    throw new TierkreisError("TKR_NOT_RESTARTABLE", message, { run: keys.run, location });
  }
  if (!(await isAnythingAt(home, location))) {
    const message = `Nothing is stored of ${location} of run ${keys.run}: the run has not come there, or what is there is computed again each time.`;
    throw new TierkreisError("TKR_RUN_UNKNOWN", message, { run: keys.run, location });
  }
  return way;
}

const computesNothing: readonly string[] = ["const", "input", "output", "ifelse", "eifelse"];

/** Whether a key is at a place or below it. What lies below a hashed name does not show that it does: then it may. */
async function isAnythingAt({ storage, keys }: RunPlace, location: Location): Promise<boolean> {
  if (isHashedLocation(location)) return true;
  for (const end of [".", "/"]) {
    const { keys: found } = await storage.list(`${keys.all}${locationSegment(location)}${end}`, { limit: 1 });
    if (found.length > 0) return true;
  }
  return false;
}

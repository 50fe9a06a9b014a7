import {
  compareAttempts,
  isLocked,
  lastEpoch,
  parseAttemptKey,
  parseGraph,
  splitFunctionName,
  type AttemptName,
  type Location,
  type RunIdInput,
  type Storage,
} from "@tierkreis/core";
import { allKeys } from "../driver/all-keys.ts";
import { readMetadata } from "../driver/metadata.ts";
import { noRun, openToRead } from "../driver/open-to-read.ts";
import type { RunHome } from "../driver/run-home.ts";
import { PlaceNames } from "../driver/place-names.ts";
import { readTaskName } from "./read-task-name.ts";
import { TaskNames } from "./task-names.ts";

/**
 * Where a task stands. `done`: its outcome counts. `failed`: its last attempt did, and may be followed by another while the run goes on.
 * `running`: begun by the run's present owner, which lives. `unfinished`: its last attempt was cancelled, or its owner died.
 * `restarted`: it was done, and a restart has made that void.
 */
export type TaskState = "done" | "failed" | "running" | "unfinished" | "restarted";

/** A task of a run that was begun at least once, as far as the names of its keys tell. */
export interface TaskInfo {
  readonly location: Location;
  /** Who runs it; absent where neither the graph nor a record says. */
  readonly worker?: string;
  readonly task?: string;
  readonly state: TaskState;
  /** Attempts that were made, those before a restart included. */
  readonly attempts: number;
  /** It was done before the run's last owner took it over. */
  readonly reused: boolean;
  /** Everything of the attempt that counts, else of the last one, lies under keys that begin with this. */
  readonly prefix: string;
  /** The key of its log, where it wrote one and the storage has it by now. */
  readonly log?: string;
}

/**
 * The tasks of a run that were begun, in the order of their keys. What is pure and computed again when it is needed is no task here;
 * the built-in tasks of Tierkreis for Python are. Only the names of keys are read, and what those can not tell.
 *
 * Throws `TKR_RUN_UNKNOWN` when there is no such run.
 */
export async function* listTasks(storage: Storage, runId: RunIdInput): AsyncGenerator<TaskInfo, void, void> {
  const home = await openToRead({ storage, runId });
  const { keys } = home;
  if ((await home.storage.stat(keys.graph)) === undefined) throw noRun(home);
  const names = new TaskNames(parseGraph(await home.storage.read(keys.graph)));
  const owner = {
    epoch: await lastEpoch(home.storage, keys),
    lives: await isLocked(home.storage, keys),
    // A restart takes the run over as well, and reuses nothing.
    restarts: home.voids.lastRestart?.executions === (await readMetadata(home))?.execution_count,
  };
  const places = new PlaceNames(home);
  for await (const [segment, rest] of folders(home)) {
    const attempts = attemptsOf(rest);
    if (attempts.size === 0 && !rest.has("definition")) continue;
    const location = await places.locationOf(segment);
    if (location === undefined) continue;
    const found = stateOf(home, { location, attempts, rest, owner });
    const name = names.at(location) ?? (await readTaskName(home.storage, found.prefix));
    const split = name === undefined ? {} : name.includes(".") ? splitFunctionName(name) : { task: name };
    yield { location, ...split, ...found };
  }
}

/** The places of a run, each with the names of all keys below it. */
async function* folders({ storage, keys }: RunHome): AsyncGenerator<readonly [string, ReadonlySet<string>]> {
  let folder = "";
  let rest = new Set<string>();
  for await (const key of allKeys(storage, `${keys.all}-`)) {
    const slash = key.indexOf("/", keys.all.length);
    const segment = key.slice(keys.all.length, slash === -1 ? undefined : slash);
    if (segment !== folder) {
      if (folder !== "") yield [folder, rest];
      folder = segment;
      rest = new Set();
    }
    const name = key.slice(keys.all.length + segment.length + 1);
    // There may be as many outputs as a map has elements, and they tell nothing.
    if (!name.includes("outputs/")) rest.add(name);
  }
  if (folder !== "") yield [folder, rest];
}

/** The attempts that keys are of, by their folder. */
function attemptsOf(rest: ReadonlySet<string>): ReadonlyMap<string, AttemptName> {
  const found = new Map<string, AttemptName>();
  for (const name of rest) {
    const attempt = parseAttemptKey(name);
    if (attempt === undefined) continue;
    found.set(`attempts/${String(attempt.epoch)}.${String(attempt.attempt)}/`, attempt);
  }
  return found;
}

interface Folder {
  readonly location: Location;
  readonly attempts: ReadonlyMap<string, AttemptName>;
  readonly rest: ReadonlySet<string>;
  readonly owner: { readonly epoch: number; readonly lives: boolean; readonly restarts: boolean };
}

function stateOf(
  { keys, voids }: RunHome,
  { location, attempts, rest, owner }: Folder,
): Pick<TaskInfo, "state" | "attempts" | "reused" | "prefix" | "log"> {
  // Tierkreis for Python has one attempt, at the task's own place.
  const all = attempts.size === 0 ? [["", { epoch: 0, attempt: 1 }] as const] : [...attempts];
  const ordered = all.toSorted(([, a], [, b]) => compareAttempts(a, b));
  const counting = ordered.findLast(
    ([folder, { epoch }]) => rest.has(`${folder}_done`) && !voids.has(location, epoch),
  );
  const [folder, { epoch }] = counting ?? ordered.at(-1) ?? ["", { epoch: 0 }];
  const state: TaskState =
    counting !== undefined
      ? "done"
      : voids.has(location, epoch)
        ? "restarted"
        : rest.has(`${folder}_error`)
          ? "failed"
          : owner.lives && epoch === owner.epoch
            ? "running"
            : "unfinished";
  const prefix = `${keys.folder(location)}${folder}`;
  return {
    state,
    attempts: ordered.length,
    reused: state === "done" && epoch < owner.epoch && !owner.restarts,
    prefix,
    ...(rest.has(`${folder}logs`) ? { log: `${prefix}logs` } : {}),
  };
}

import {
  compareAttempts,
  parseAttemptKey,
  parseLocation,
  type AttemptName,
  type Location,
  type RunIdInput,
  type Storage,
} from "@tierkreis/core";
import { noRun, openToRead } from "../driver/open-to-read.ts";
import type { RunHome } from "../driver/open-run.ts";
import { decodeRecord } from "../driver/record.ts";
import { segments } from "../driver/segments.ts";

/** One attempt at a task, as far as it is stored. */
export interface AttemptInfo extends AttemptName {
  /**
   * `done`: its outcome is the one that counts. `superseded`: it was recorded, and a later one counts, or a restart has made it void.
   * `unrecorded`: it failed, was cancelled, died with its controller, or is under way.
   */
  readonly status: "done" | "superseded" | "unrecorded";
  /** When it started and ended, how and where it ran: of attempts that were recorded, and not by Tierkreis for Python. */
  readonly started?: Date;
  readonly ended?: Date;
  readonly executor?: string;
  /** Everything of the attempt lies under keys that begin with this, such as `<prefix>outputs/<port>`. */
  readonly prefix: string;
  /** The key of its log, where it wrote one. */
  readonly log?: string;
}

/**
 * Every attempt at the task at a location, in the order they were made: also failed ones, and those before a restart. An
 * attempt of Tierkreis for Python has epoch 0, and lies at the task's own place until a restart. Empty where no task has started.
 *
 * Throws `TKR_RUN_UNKNOWN` when there is no such run, or on what is no location.
 *
 * @example
 * ```ts
 * for (const { log } of await listAttempts(storage, runId, "-.N3"))
 *   if (log !== undefined) console.log(new TextDecoder().decode(await storage.read(log)));
 * ```
 */
export async function listAttempts(
  storage: Storage,
  runId: RunIdInput,
  location: Location,
): Promise<readonly AttemptInfo[]> {
  parseLocation(location);
  const home = await openToRead({ storage, runId });
  if ((await home.storage.stat(home.keys.graph)) === undefined) throw noRun(home);
  const found = await attemptsAt(home, location);
  const latest = found.findLast(({ counts }) => counts)?.info;
  return found.map(({ info, counts }) =>
    counts ? { ...info, status: info === latest ? "done" : "superseded" } : info,
  );
}

/** True when an attempt at the task at a place is recorded and counts, whether or not its outputs are unharmed. */
export async function isRecorded(home: RunHome, location: Location): Promise<boolean> {
  return (await attemptsAt(home, location)).some(({ counts }) => counts);
}

interface Found {
  readonly info: AttemptInfo;
  /** It is recorded, and no restart has made it void. */
  readonly counts: boolean;
}

async function attemptsAt(home: RunHome, location: Location): Promise<readonly Found[]> {
  const { storage, keys } = home;
  const folder = keys.folder(location);
  const names: AttemptName[] = [];
  for await (const segment of segments(storage, `${folder}attempts/`)) {
    const name = parseAttemptKey(`attempts/${segment}/_done`);
    if (name !== undefined) names.push({ epoch: name.epoch, attempt: name.attempt });
  }
  names.sort(compareAttempts);
  const found: Found[] = [];
  for (const name of names)
    found.push(await lookAt(home, location, { ...name, prefix: keys.attempt(location, name) }));
  if (names.length > 0 || (await storage.stat(`${folder}definition`)) === undefined) return found;
  return [await lookAt(home, location, { epoch: 0, attempt: 1, prefix: folder })];
}

async function lookAt(
  { storage, voids }: RunHome,
  location: Location,
  attempt: Pick<AttemptInfo, "epoch" | "attempt" | "prefix">,
): Promise<Found> {
  const { prefix, epoch } = attempt;
  const log = (await storage.stat(`${prefix}logs`)) === undefined ? {} : { log: `${prefix}logs` };
  const done = await storage.stat(`${prefix}_done`);
  if (done === undefined) return { info: { ...attempt, ...log, status: "unrecorded" }, counts: false };
  const record = done.size === 0 ? undefined : decodeRecord(await storage.read(`${prefix}_done`));
  const about =
    record === undefined
      ? {}
      : { started: new Date(record.start), ended: new Date(record.end), executor: record.executor };
  return {
    info: { ...attempt, ...about, ...log, status: "superseded" },
    counts: !voids.has(location, epoch),
  };
}

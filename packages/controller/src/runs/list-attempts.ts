import {
  compareAttempts,
  parseAttemptKey,
  parseLocation,
  type AttemptName,
  type Json,
  type Location,
  type RunIdInput,
  type Storage,
} from "@tierkreis/core";
import { decodeFailure, type FailureRecord } from "../driver/failure-record.ts";
import { noRun, openToRead } from "../driver/open-to-read.ts";
import type { RunHome } from "../driver/run-home.ts";
import { decodeRecord } from "../driver/record.ts";
import { segments } from "../driver/segments.ts";

/** One attempt at a task, as far as it is stored. */
export interface AttemptInfo extends AttemptName {
  /**
   * `done`: its outcome is the one that counts. `superseded`: it was recorded, and a later one counts, or a restart has made it void.
   * `failed`: as `failure` says. `unrecorded`: nobody noted its end: it was cancelled, its controller died, or it is under way.
   * `damaged`: its record can not be read, so it does not count.
   */
  readonly status: "done" | "superseded" | "failed" | "unrecorded" | "damaged";
  /** When it started and ended, and what ran it, where its end was noted, and not by Tierkreis for Python. */
  readonly started?: Date;
  readonly ended?: Date;
  readonly executor?: string;
  /** What the executor had to say of where and how it ran, such as the digest of an environment. */
  readonly details?: Json;
  /** Why it failed. */
  readonly failure?: AttemptFailure;
  /** Everything of the attempt lies under keys that begin with this, such as `<prefix>outputs/<port>`. */
  readonly prefix: string;
  /** The key of its log, where it wrote one. */
  readonly log?: string;
}

/** Why an attempt failed. */
export interface AttemptFailure {
  readonly code: string;
  readonly message: string;
  readonly exitCode?: number;
  /** The name of the signal that ended its program, such as `SIGKILL`. */
  readonly signal?: string;
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
  const done = await readEnd(storage, `${prefix}_done`);
  if (done !== undefined) {
    const record = decodeRecord(done);
    // Tierkreis for Python says by the presence of an empty one that the task is done.
    if (record === undefined && (epoch > 0 || done.length > 0))
      return { info: { ...attempt, ...log, status: "damaged" }, counts: false };
    const info = {
      ...attempt,
      ...endOf(record),
      ...detailsOf(record),
      ...log,
      status: "superseded",
    } as const;
    return { info, counts: !voids.has(location, epoch) };
  }
  const error = await readEnd(storage, `${prefix}_error`);
  if (error === undefined) return { info: { ...attempt, ...log, status: "unrecorded" }, counts: false };
  const record = decodeFailure(error);
  const failure = record === undefined ? {} : { failure: failureOf(record), ...detailsOf(record) };
  return { info: { ...attempt, ...endOf(record), ...failure, ...log, status: "failed" }, counts: false };
}

async function readEnd(storage: Storage, key: string): Promise<Uint8Array | undefined> {
  return (await storage.stat(key)) === undefined ? undefined : storage.read(key);
}

/** What both kinds of records say; those of Tierkreis for Python are empty. */
function endOf(
  record: Pick<FailureRecord, "start" | "end" | "executor"> | undefined,
): Pick<AttemptInfo, "started" | "ended" | "executor"> {
  if (record === undefined) return {};
  return { started: new Date(record.start), ended: new Date(record.end), executor: record.executor };
}

function detailsOf(record: Pick<FailureRecord, "details"> | undefined): Pick<AttemptInfo, "details"> {
  return record?.details === undefined ? {} : { details: record.details };
}

function failureOf({ code, message, exit_status: exitCode, signal }: FailureRecord): AttemptFailure {
  return {
    code,
    message,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
}

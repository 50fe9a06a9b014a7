import { createHash } from "node:crypto";
import { TierkreisError } from "./errors.ts";
import { RUN_INPUTS, type Location } from "./location.ts";
import { isSegment } from "./names.ts";

const MAX_KEY_BYTES = 1024;
const MAX_LOCATION_BYTES = 200;

/** First segments that start with this, in upper or lower case, are the storages' own: for temporary files and the like. */
const RESERVED = ".tierkreis-";
const DOT = 46;

/**
 * Throws `TKR_KEY_INVALID` unless the key is `/`-separated segments of 1 to 255 bytes without control characters, `.`, `..`
 * or a backslash, 1024 bytes in all: what every file system and object store can hold. Keys that begin with `.tierkreis-`
 * are refused too: a storage keeps there what is its own. Storages call it on every key.
 */
export function checkKey(key: string): void {
  if (key.charCodeAt(0) === DOT && key.slice(0, RESERVED.length).toLowerCase() === RESERVED) {
    throw new TierkreisError(
      "TKR_KEY_INVALID",
      `${JSON.stringify(key.slice(0, 300))} is no storage key: what begins with "${RESERVED}" is the storages' own. Choose another first segment.`,
      { key },
    );
  }
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES && key.split("/").every(isSegment)) return;
  throw new TierkreisError(
    "TKR_KEY_INVALID",
    `${JSON.stringify(key.slice(0, 300))} is no storage key. A key is segments joined by "/", each 1 to 255 bytes, none "." or "..".`,
    { key },
  );
}

/** Throws `TKR_KEY_INVALID` unless some key could start with the prefix. Storages call it in `list` and `delete`. */
export function checkPrefix(prefix: string): void {
  const last = prefix.slice(prefix.lastIndexOf("/") + 1);
  // What is no segment yet may be the beginning of one: `.` as in `.N-1`, and nothing at all.
  checkKey(last === "" || last === "." || last === ".." ? `${prefix}x` : prefix);
}

/** The segment under which a location is stored: the location itself, or a hash when it is longer than 200 bytes. */
export function locationSegment(location: Location): string {
  if (location.length <= MAX_LOCATION_BYTES) return location;
  return `-.H${createHash("sha256").update(location).digest("hex")}`;
}

/** True when the location is stored under a hashed name, with a `location` value beside it. */
export function isHashedLocation(location: Location): boolean {
  return location.length > MAX_LOCATION_BYTES;
}

/**
 * The keys of one run: where each thing of a checkpoint lies. The names are those of Tierkreis for Python where it has one;
 * `attempts/`, `lock/`, `void/`, `ended/` and `control/` are ours.
 */
export class RunKeys {
  readonly run: string;

  constructor(run: string) {
    this.run = run;
  }

  /** Everything of the run starts with this. */
  get all(): string {
    return `${this.run}/`;
  }

  /** What the run is: id, name, versions, times. */
  get metadata(): string {
    return `${this.run}/_metadata`;
  }

  /** The graph document. */
  get graph(): string {
    return this.output(RUN_INPUTS, "body");
  }

  /** Everything of one place. */
  folder(location: Location): string {
    return `${this.run}/${locationSegment(location)}/`;
  }

  /** The value of one port, at Python's place. */
  output(location: Location, port: string): string {
    return `${this.folder(location)}outputs/${port}`;
  }

  /** Python's completion marker; in our runs a copy of the record that counts. */
  done(location: Location): string {
    return `${this.folder(location)}_done`;
  }

  /** The full text of a hashed location. */
  locationText(location: Location): string {
    return `${this.folder(location)}location`;
  }

  /** Everything of one attempt: definition, outputs, logs, record. */
  attempt(location: Location, attempt: AttemptName): string {
    return `${this.folder(location)}attempts/${String(attempt.epoch)}.${String(attempt.attempt)}/`;
  }

  /** Where a named loop stands; several loops may have one name. */
  loop(name: string, location: Location): string {
    return `${this.loops(name)}${locationSegment(location)}`;
  }

  /** There when a run has stopped at this breakpoint: it is behind the run when that goes on. */
  breakpoint(location: Location): string {
    return `${this.folder(location)}breakpoint`;
  }

  /** Python's own note of where named loops stand: one a name, the last one. */
  get loopNames(): string {
    return `${this.run}/debug/nodes`;
  }

  /** What a recorded iteration of a named loop was made of. */
  iteration(location: Location): string {
    return `${this.run}/loops/iterations/${locationSegment(location)}`;
  }

  /** Everything that is noted of the loops of one name. */
  loops(name: string): string {
    return `${this.run}/loops/${createHash("sha256").update(name).digest("hex").slice(0, 16)}/`;
  }

  /** All epochs of the run's lock. */
  get locks(): string {
    return `${this.run}/lock/`;
  }

  lock(epoch: number): string {
    return `${this.locks}${String(epoch)}`;
  }

  /** The last sign of life of the owner of an epoch. */
  heartbeat(epoch: number): string {
    return `${this.run}/heartbeat/${String(epoch)}`;
  }

  /** All marks that make earlier outcomes void. */
  get voids(): string {
    return `${this.run}/void/`;
  }

  /** What the owner of an epoch made void of all that was recorded before it. */
  voidMark(epoch: number): string {
    return `${this.voids}${String(epoch)}`;
  }

  /** There when nothing of what the mark of an epoch made void is left under the names that Python reads. */
  forgotten(epoch: number): string {
    return `${this.voidMark(epoch)}.forgotten`;
  }

  /** All notes of how executions of the run ended. */
  get ends(): string {
    return `${this.run}/ended/`;
  }

  /** How the owner of an epoch ended the run, when that was not with its outputs. */
  ended(epoch: number): string {
    return `${this.ends}${String(epoch)}`;
  }

  /** Requests from other processes, such as `cancel`. */
  control(request: string): string {
    return `${this.run}/control/${request}`;
  }
}

/** An attempt's own name: which owner of the run made it (epoch; 0 for Tierkreis for Python) and the how-manieth of this task it is (from 1). */
export interface AttemptName {
  readonly epoch: number;
  readonly attempt: number;
}

const attemptPattern = /^attempts\/(0|[1-9]\d*)\.([1-9]\d*)\/(.+)$/;

/** Reads the part of a key below a location's folder as an attempt's; `undefined` when it is something else. */
export function parseAttemptKey(rest: string): (AttemptName & { readonly rest: string }) | undefined {
  const match = attemptPattern.exec(rest);
  if (match === null) return undefined;
  return { epoch: Number(match[1]), attempt: Number(match[2]), rest: match[3] ?? "" };
}

/** Orders attempts: the later owner wins, then the later attempt. */
export function compareAttempts(a: AttemptName, b: AttemptName): number {
  return a.epoch - b.epoch || a.attempt - b.attempt;
}

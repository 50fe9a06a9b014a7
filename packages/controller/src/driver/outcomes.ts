import { compareAttempts, parseAttemptKey, type AttemptName, type Location } from "@tierkreis/core";
import { allKeys } from "./all-keys.ts";
import type { RunHome } from "./run-home.ts";
import { findMismatch } from "./verify-outputs.ts";
import { decodeRecord } from "./record.ts";

/** A task's recorded outcome. */
export interface Outcome {
  /** Key by output port. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** An attempt that nobody noted the end of. */
interface Unfinished {
  readonly name: AttemptName;
  /** What becomes of it does not count: its task was restarted since. */
  readonly isVoid: boolean;
}

/** What is known of a task from earlier lives of its run. */
export interface History {
  /** The outcome that counts, when there is one and it is unharmed. */
  readonly outcome?: Outcome;
  /** Attempts made so far. */
  readonly attempts: number;
  /** The last attempt, when nobody noted how it ended: it may still be under way. */
  readonly unfinished?: Unfinished;
  /** Why a record that is there does not count. */
  readonly complaint?: string;
}

/** Looks for a task's outcome, of the latest attempt that has a record which counts, and verifies that its outputs are what it says. */
export async function findOutcome(home: RunHome, location: Location): Promise<History> {
  const { storage, keys, voids } = home;
  const folder = keys.folder(location);
  const recorded: AttemptName[] = [];
  const ended: AttemptName[] = [];
  let attempts = 0;
  let last: AttemptName | undefined;
  for await (const key of allKeys(storage, `${folder}attempts/`)) {
    const attempt = parseAttemptKey(key.slice(folder.length));
    if (attempt === undefined) continue;
    attempts = Math.max(attempts, attempt.attempt);
    if (last === undefined || compareAttempts(attempt, last) > 0) last = attempt;
    const isVoid = voids.has(location, attempt.epoch);
    if (attempt.rest === "_done" && !isVoid) recorded.push(attempt);
    if (attempt.rest === "_done" || attempt.rest === "_error") ended.push(attempt);
  }
  const latest = recorded.sort(compareAttempts).at(-1);
  if (latest !== undefined) return { attempts, ...(await readOutcome(home, keys.attempt(location, latest))) };
  if (last === undefined)
    return { attempts, ...(voids.has(location, 0) ? {} : await fromPython(home, folder)) };
  const isOver = ended.some((attempt) => compareAttempts(attempt, last) === 0);
  return {
    attempts,
    ...(isOver ? {} : { unfinished: { name: last, isVoid: voids.has(location, last.epoch) } }),
  };
}

/** The outcome under a prefix that holds `_done` and `outputs/`. */
async function readOutcome({ storage }: RunHome, prefix: string): Promise<Omit<History, "attempts">> {
  const record = decodeRecord(await storage.read(`${prefix}_done`));
  if (record === undefined) return { complaint: "its completion record can not be read" };
  const complaint = await findMismatch(storage, prefix, record.outputs);
  if (complaint !== undefined) return { complaint };
  return { outcome: { outputs: outputKeys(prefix, Object.keys(record.outputs)) } };
}

/** An outcome at Python's place: an empty `_done` says by its presence that all outputs are there. */
async function fromPython(home: RunHome, folder: string): Promise<Omit<History, "attempts">> {
  const { storage } = home;
  const done = await storage.stat(`${folder}_done`);
  if (done === undefined) return {};
  if (done.size > 0) return readOutcome(home, folder);
  const prefix = `${folder}outputs/`;
  const ports: string[] = [];
  for await (const key of allKeys(storage, prefix)) ports.push(key.slice(prefix.length));
  return { outcome: { outputs: outputKeys(folder, ports) } };
}

/** Keys by port of the outputs under a prefix. */
export function outputKeys(prefix: string, ports: readonly string[]): ReadonlyMap<string, string> {
  return new Map(ports.map((port) => [port, `${prefix}outputs/${port}`]));
}

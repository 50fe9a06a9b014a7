import { isLocked, type ErrorCode, type Location } from "@tierkreis/core";
import { readMetadata } from "../driver/metadata.ts";
import type { RunHome } from "../driver/run-home.ts";
import { isRunDone, readEnd } from "../driver/run-end.ts";

/**
 * Where a run stands, as far as what is stored can tell. The first that holds:
 *
 * - `running`: its lock is held by a living owner: a controller that runs it, or somebody who restarts or deletes it. (A controller
 *   of Tierkreis for Python takes no lock: its runs are never `running` here.)
 * - `leftover`: what is left where no graph is: of a deletion or a beginning that was killed. Nothing of it counts.
 * - `done`: its outputs are recorded, and no restart has made them void.
 * - `restarted`: part of it was forgotten by `restart`, and it has not been gone on with.
 * - `failed`, `cancelled`, `paused` (at a breakpoint): its last execution said that it ended so.
 * - `interrupted`: its last execution said nothing: its owner died, lost its storage, or is Python.
 */
export type RunState =
  "running" | "leftover" | "done" | "restarted" | "failed" | "cancelled" | "paused" | "interrupted";

/** What is known of a run without looking at its nodes. */
export interface RunInfo {
  /** The run's UUID. */
  readonly id: string;
  readonly state: RunState;
  /** The name that people gave it; Tierkreis for Python names runs after their graph. */
  readonly name?: string;
  /** When it was begun. Python writes times without a zone: they are taken for this machine's. */
  readonly started?: Date;
  /** When its last execution ended, where one said so. */
  readonly ended?: Date;
  /** How often it was begun or gone on with. */
  readonly executions: number;
  /** Why its last execution ended, where it failed, was cancelled or paused. */
  readonly failure?: RunFailure;
}

/** Why an execution ended before its outputs were there. */
export interface RunFailure {
  readonly code?: ErrorCode;
  /** The words of the error, the first 4000 letters. */
  readonly message: string;
  readonly location?: Location;
}

/** Reads what is known of a run: a few small values, however large it is. */
export async function infoOf(home: RunHome): Promise<RunInfo> {
  const { storage, keys, voids } = home;
  const metadata = await readMetadata(home);
  const executions = metadata?.execution_count ?? 0;
  const about = {
    id: keys.run,
    ...(typeof metadata?.name === "string" ? { name: metadata.name } : {}),
    ...dated("started", metadata?.start_time),
    executions,
  };
  if (await isLocked(storage, keys)) return { ...about, state: "running" };
  if ((await storage.stat(keys.graph)) === undefined) return { ...about, state: "leftover" };
  if (await isRunDone(home)) return { ...about, state: "done", ...dated("ended", metadata?.completion_time) };
  if (voids.lastRestart?.executions === executions) return { ...about, state: "restarted" };
  const end = await readEnd(home);
  if (end?.execution !== executions) return { ...about, state: "interrupted" };
  const { status: state, message, code, location } = end;
  const place = location === undefined ? {} : { location };
  const failure = { message, ...(code === undefined ? {} : { code }), ...place };
  return { ...about, state, ...dated("ended", end.at), failure };
}

function dated<K extends string>(key: K, time: string | null | undefined): { [P in K]?: Date } {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? {} : ({ [key]: date } as { [P in K]: Date });
}

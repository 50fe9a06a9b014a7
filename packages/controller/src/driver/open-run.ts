import {
  encodeGraph,
  GraphValue,
  parseGraph,
  ROOT,
  RUN_INPUTS,
  RunLock,
  TierkreisError,
  type Graph,
  type RunKeys,
  type Value,
} from "@tierkreis/core";
import { allKeys } from "./all-keys.ts";
import { clearRun } from "./clear-run.ts";
import { endSurvivors } from "./end-survivors.ts";
import { finishForgetting } from "./forget.ts";
import { interfaceType } from "./inputs.ts";
import { graphDifference, inputDifference } from "./beginning-difference.ts";
import type { Datum } from "../scheduler/datum.ts";
import { readMetadata, writeMetadata, type RunMetadata } from "./metadata.ts";
import { Values } from "./values.ts";
import { beginMark, encodeMark } from "./void-mark.ts";
import { Voids } from "./voids.ts";
import type { RunHome } from "./run-home.ts";
import type { RunPlace } from "./run-place.ts";

/** A run that this process owns and may go on with. */
export interface OpenedRun {
  readonly home: RunHome;
  readonly lock: RunLock;
  readonly values: Values;
  /** The inputs by port, and the graph itself as `body`. */
  readonly inputs: ReadonlyMap<string, Datum>;
  /** The run was begun earlier: outcomes may be recorded. */
  readonly resumed: boolean;
  readonly metadata: RunMetadata;
}

/** What a run is begun with. */
export interface RunBeginning {
  readonly graph: Graph;
  readonly inputs: ReadonlyMap<string, Value>;
  readonly name: string | undefined;
  /** Forget what an earlier run of this id did. */
  readonly fresh: boolean;
}

/**
 * Takes the run's lock, then begins it or checks that it is the run that was begun: the same graph and the same inputs.
 * The graph is written last, so a run without one never began, and whatever lies there is cleared away.
 */
export async function openRun(place: RunPlace, beginning: RunBeginning): Promise<OpenedRun> {
  const { storage, keys } = place;
  const { graph, inputs, name, fresh } = beginning;
  const lock = await RunLock.acquire(storage, keys);
  try {
    const stored = fresh ? undefined : await storedGraph(place);
    const resumed = stored !== undefined;
    if (resumed) {
      refuseOtherGraph(place, stored, graph);
      await refuseOtherInputs(place, beginning);
    } else {
      await endSurvivors(place, lock);
      await clearRun(place, lock);
      // What an owner from before, paused until now, writes yet must not count for the run that begins.
      if (lock.epoch > 1) await storage.write(keys.voidMark(lock.epoch), encodeMark(beginMark()));
      // A power loss that undid this later would bring back outcomes of what the run was before.
      await storage.sync();
    }
    const home = { ...place, voids: await Voids.read(place) };
    if (resumed) await finishForgetting(home, lock);
    const metadata = await writeMetadata(home, resumed ? await readMetadata(home) : undefined, name);
    const values = new Values(home);
    const data = new Map<string, Datum>();
    for (const [port, value] of inputs)
      data.set(port, values.input(port, value, interfaceType(graph, "inputs", port)));
    if (!resumed) {
      for (const datum of data.values()) await (await values.held(datum)).store();
      // Where the graph survives a power loss, the inputs do.
      await storage.sync();
      // A successor may have cleared what was written so far: a graph without its inputs could never go on.
      await lock.confirm();
      await storage.write(keys.graph, encodeGraph(graph));
      // A torn one then says that nothing has been started.
      await storage.sync();
      // Who was paused before the write has put the graph under a run of somebody else: nothing may be started there.
      await lock.confirm();
    }
    data.set(
      "body",
      values.stored(values.input("body", new GraphValue(graph), undefined), keys.graph, undefined),
    );
    return { home, lock, values, inputs: data, resumed, metadata };
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw error;
  }
}

/**
 * The graph of a run to go on with. One that a power loss tore counts as none, unless outcomes are recorded; and so does one that lies
 * alone, as a paused owner leaves it which wakes up behind the clearing of the run.
 */
async function storedGraph(place: RunPlace): Promise<Graph | undefined> {
  const { storage, keys } = place;
  if ((await storage.stat(keys.graph)) === undefined) return undefined;
  const bytes = await storage.read(keys.graph);
  try {
    const graph = parseGraph(bytes);
    return (await isAlone(place, graph)) ? undefined : graph;
  } catch (error) {
    if (isJson(bytes)) throw error;
    for await (const key of allKeys(storage, keys.all))
      if (key.endsWith("/_done")) throw changed(keys, "its stored graph is damaged");
    return undefined;
  }
}

/** True when an input of the graph is not there, and nothing was ever started. */
async function isAlone({ storage, keys }: RunPlace, { nodes }: Graph): Promise<boolean> {
  for (const node of nodes) {
    if (node.type !== "input") continue;
    if ((await storage.stat(keys.output(RUN_INPUTS, node.name))) !== undefined) continue;
    const { done } = await allKeys(storage, `${keys.all}${ROOT}`).next();
    return done === true;
  }
  return false;
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function refuseOtherGraph({ keys }: RunPlace, stored: Graph, graph: Graph): void {
  const difference = graphDifference(stored, graph);
  if (difference !== undefined) throw changed(keys, difference);
}

async function refuseOtherInputs(place: RunPlace, { graph, inputs }: RunBeginning): Promise<void> {
  const difference = await inputDifference(place, graph, inputs);
  if (difference !== undefined) throw changed(place.keys, difference);
}

/** The error for a run that was begun with something else. */
export function changed(keys: RunKeys, how: string): TierkreisError {
  return new TierkreisError(
    "TKR_RUN_CHANGED",
    `Run ${keys.run} can not go on: ${how}. Use another run id, or fresh to begin it anew and lose what it did.`,
    { run: keys.run },
  );
}

import { workerCallSchema, type Location, type PortSchema, type Value } from "@tierkreis/core";
import { allKeys } from "../driver/all-keys.ts";
import { Held } from "../driver/held.ts";
import { openToRead } from "../driver/open-to-read.ts";
import type { RunHome } from "../driver/run-home.ts";
import { dataAt, type ReadOptions } from "../read-values.ts";
import type { Datum } from "../scheduler/datum.ts";
import { listAttempts, type AttemptInfo } from "./list-attempts.ts";

/** A value of a run: the key under which its stored form lies, or the value where it is not stored but follows from what is. */
export type PlaceValue =
  { readonly key: string } | { readonly value: Value; readonly type: PortSchema | undefined };

/**
 * Where the values of a place are, by port: the outputs of a node, iteration or element, or the inputs of a task. No value is read
 * that is stored, so a place costs the same whatever lies there.
 *
 * Throws `TKR_RUN_UNKNOWN` when there is no such run or place, when a task that it needs has not finished, and for the inputs of what
 * is no task, or a pure one.
 */
export async function readPlace(
  location: Location,
  side: "inputs" | "outputs",
  options: ReadOptions,
): Promise<ReadonlyMap<string, PlaceValue>> {
  const home = await openToRead(options);
  const attempts = await listAttempts(options.storage, options.runId, location);
  const attempt = attempts.find(({ status }) => status === "done") ?? attempts.at(-1);
  const noted = attempt === undefined ? undefined : await notedOf(home, attempt, side);
  if (noted !== undefined) return noted;
  const found = new Map<string, PlaceValue>();
  for (const [port, datum] of await dataAt(location, home, { ...options, wanted: side }))
    found.set(port, valueOf(datum));
  return found;
}

/** What is stored of the attempt itself, where that is enough. */
async function notedOf(
  home: RunHome,
  attempt: AttemptInfo,
  side: "inputs" | "outputs",
): Promise<ReadonlyMap<string, PlaceValue> | undefined> {
  if (side === "inputs") return inputsOf(home, `${attempt.prefix}definition`);
  if (attempt.status !== "done") return new Map();
  const prefix = `${attempt.prefix}outputs/`;
  const found = new Map<string, PlaceValue>();
  for await (const key of allKeys(home.storage, prefix)) found.set(key.slice(prefix.length), { key });
  return found;
}

/** The worker's call names files: keys where the storage's own are meant, and copies that are gone where not. */
async function inputsOf(
  { storage, keys }: RunHome,
  definition: string,
): Promise<ReadonlyMap<string, PlaceValue> | undefined> {
  if ((await storage.stat(definition)) === undefined) return undefined;
  const found = new Map<string, PlaceValue>();
  try {
    const { inputs } = workerCallSchema.parse(
      JSON.parse(new TextDecoder().decode(await storage.read(definition))),
    );
    for (const [port, path] of Object.entries(inputs)) {
      const at = `/${path}`.lastIndexOf(`/${keys.all}`);
      const key = path.slice(at);
      if (at === -1 || (await storage.stat(key)) === undefined) return undefined;
      found.set(port, { key });
    }
    return found;
  } catch {
    return undefined;
  }
}

function valueOf(datum: Datum): PlaceValue {
  const held = datum.stored instanceof Held ? datum.stored : undefined;
  if (held !== undefined && held.given === undefined) return { key: held.key };
  return { value: held?.given ?? datum.value ?? null, type: held?.type };
}

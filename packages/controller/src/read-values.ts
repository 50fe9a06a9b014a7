import {
  decodeValue,
  fromValue,
  parseGraph,
  RUN_INPUTS,
  TierkreisError,
  type Executor,
  type Graph,
  type Location,
  type RunIdInput,
  type Storage,
} from "@tierkreis/core";
import { builtinsExecutor } from "@tierkreis/builtins";
import { guardPure } from "./guard/guard-pure.ts";
import { allKeys } from "./driver/all-keys.ts";
import { interfaceType } from "./driver/inputs.ts";
import type { RunHome } from "./driver/run-home.ts";
import { noRun, openToRead } from "./driver/open-to-read.ts";
import { findOutcome } from "./driver/outcomes.ts";
import { taskOutputs } from "./driver/task-outputs.ts";
import { Values } from "./driver/values.ts";
import { WithBuiltins } from "./driver/with-builtins.ts";
import type { Datum } from "./scheduler/datum.ts";
import { makePlan } from "./scheduler/plan.ts";
import type { SchedulerCommand, SchedulerEvent } from "./scheduler/protocol.ts";
import { Scheduler } from "./scheduler/scheduler.ts";

/** Which run to read, and how its pure tasks are computed. */
export interface ReadOptions {
  readonly storage: Storage;
  readonly runId: RunIdInput;
  /** The executor of the run, when it has pure tasks of its own. */
  readonly executor?: Executor;
}

/**
 * The values at any place of any run, finished or not: recorded outcomes are read, everything that follows from them is
 * computed again. Resolves to the outputs by port.
 *
 * Throws `TKR_RUN_UNKNOWN` when there is no such run or place, or when a task it needs has not finished.
 */
export async function readValues(
  location: Location,
  options: ReadOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const home = await openToRead(options);
  const data = await dataAt(location, home, options);
  const values = new Values(home);
  const read: Record<string, unknown> = {};
  for (const [port, datum] of data) {
    await values.decode(datum);
    read[port] = fromValue(datum.value ?? null);
  }
  return read;
}

/** What lies at a place, by port; with `wanted: "inputs"` what the task there is given. */
export async function dataAt(
  location: Location,
  home: RunHome,
  { executor, wanted = "outputs" }: { readonly executor?: Executor; readonly wanted?: "inputs" | "outputs" },
): Promise<ReadonlyMap<string, Datum>> {
  const { storage, keys } = home;
  if ((await storage.stat(keys.graph)) === undefined) throw noRun(home);
  const graph = parseGraph(await storage.read(keys.graph));
  const values = new Values(home);
  const builtins = builtinsExecutor();
  const all = executor === undefined ? builtins : new WithBuiltins(executor, builtins);
  const pure = guardPure(all);
  const plan = makePlan(graph, pure);
  const inputs = await readInputData(home, graph, values);
  const scheduler = new Scheduler(plan, {
    inputs,
    resume: true,
    pure,
    maxDepth: 1_000_000,
    mapWindow: 1000,
    target: location,
  });
  const pending: SchedulerCommand[] = [...scheduler.step({ type: "begin" })];
  for (let command = pending.shift(); command !== undefined; command = pending.shift()) {
    if (command.type === "finish" && wanted === "outputs") return command.outputs;
    if (
      wanted === "inputs" &&
      (command.type === "lookUp" || command.type === "start") &&
      (await values.location(command.place, command.planned.index)) === location
    ) {
      if (command.type === "start") return command.inputs;
      pending.push(...scheduler.step({ type: "notRecorded", id: command.id }));
      continue;
    }
    const event = await answer(command, home, values);
    if (event !== undefined) pending.push(...scheduler.step(event));
  }
  const message =
    wanted === "outputs"
      ? `There is nothing at ${location} of run ${keys.run}.`
      : `The inputs of ${location} of run ${keys.run} can not be told: it is computed again when it is needed.`;
  throw new TierkreisError("TKR_RUN_UNKNOWN", message, { run: keys.run, location });
}

/** What a reader does with the scheduler's wishes: it looks up and decodes, and starts nothing. */
async function answer(
  command: SchedulerCommand,
  home: RunHome,
  values: Values,
): Promise<SchedulerEvent | undefined> {
  switch (command.type) {
    case "lookUp": {
      const { id, ...site } = command;
      const { outcome } = await findOutcome(home, await values.location(site.place, site.planned.index));
      if (outcome === undefined) return { type: "notRecorded", id };
      return { type: "done", id, outputs: taskOutputs(site, outcome, values) };
    }
    case "load":
      for (const datum of command.data) await values.decode(datum);
      return { type: "loaded", id: command.id };
    case "yield":
      return { type: "goOn" };
    case "start": {
      const location = await values.location(command.place, command.planned.index);
      const { run } = home.keys;
      throw new TierkreisError(
        "TKR_RUN_UNKNOWN",
        `The task at ${location} of run ${run}, which this needs, has not finished.`,
        { run, location },
      );
    }
    case "breakpoint":
      return { type: "passed", id: command.id };
    case "fail":
      throw command.error;
    case "enter":
    case "leave":
    case "iteration":
    case "finish":
      return undefined;
  }
}

async function readInputData(
  { storage, keys }: RunHome,
  graph: Graph,
  values: Values,
): Promise<Map<string, Datum>> {
  const prefix = keys.output(RUN_INPUTS, "");
  const data = new Map<string, Datum>();
  for await (const key of allKeys(storage, prefix)) {
    const port = key.slice(prefix.length);
    const type = interfaceType(graph, "inputs", port);
    data.set(port, values.input(port, decodeValue(await storage.read(key), type), type));
  }
  return data;
}

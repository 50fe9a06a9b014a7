import {
  decodeValue,
  encodeValue,
  fromValue,
  newRunId,
  RunKeys,
  TierkreisError,
  toGraph,
  toRunId,
  type Graph,
  type PortSchema,
  type TypedGraph,
  type Value,
} from "@tierkreis/core";
import { guardPure } from "./guard/guard-pure.ts";
import { interfaceType, readInputs } from "./driver/inputs.ts";
import { builtinsExecutor } from "@tierkreis/builtins";
import { openRun, type OpenedRun } from "./driver/open-run.ts";
import { preflight } from "./driver/preflight.ts";
import { WithBuiltins } from "./driver/with-builtins.ts";
import { Run } from "./driver/run.ts";
import type { Values } from "./driver/values.ts";
import type { RunEvent } from "./events.ts";
import { readSettings, refuseUndurable, type RunOptions } from "./run-options.ts";
import { GuardedExecutor } from "./guard/guarded-executor.ts";
import { guardStorage } from "./guard/guarded-storage.ts";
import { refuseExecutor } from "./guard/refuse-drivers.ts";
import type { Datum } from "./scheduler/datum.ts";
import { makePlan, type PureTasks } from "./scheduler/plan.ts";

/** A run under way. */
export interface RunHandle<Out> {
  /** The run's UUID. */
  readonly id: string;
  /** What happens, as it happens; any number of readers, none of which slows the run. */
  readonly events: AsyncIterable<RunEvent>;
  /** The outputs, decoded; rejects with the coded error of what ended the run. */
  readonly outputs: Promise<Out>;
  /** Ends all tasks with their processes and settles when they are gone. What is done stays; run the id again to go on. */
  cancel(): Promise<void>;
}

/**
 * Runs a graph and resolves to its decoded outputs: the value itself for a graph whose only output is `value`, else an
 * object by port. Rejects with a `TierkreisError` that names the place and the cause.
 *
 * @param graph What a `GraphBuilder` made, or a graph document.
 * @param inputs By port; for a graph whose only input is `value` that value itself.
 */
export async function runGraph<In, Out>(
  graph: TypedGraph<In, Out> | Graph,
  inputs: In,
  options: RunOptions,
): Promise<Out> {
  const handle = await startRun(graph, inputs, options);
  return handle.outputs;
}

/**
 * Starts a run. Rejects when it can not begin: wrong inputs, a worker that is missing, a run id that is taken or of
 * another graph. Nothing has been started then.
 */
export async function startRun<In, Out>(
  graph: TypedGraph<In, Out> | Graph,
  inputs: In,
  options: RunOptions,
): Promise<RunHandle<Out>> {
  const { signal } = options;
  const document = toGraph("getData" in graph ? graph.getData() : graph);
  const { storageTimeout, ...settings } = readSettings(options);
  const { storage, executor } = guardDrivers(options, storageTimeout);
  refuseUndurable(storage, settings.fsync);
  const id = options.runId === undefined ? newRunId() : toRunId(options.runId);
  const values = readInputs(document, inputs);
  const isCancelled = () => signal?.aborted === true;
  if (isCancelled()) throw cancelled(id);
  const pure: PureTasks = guardPure(executor);
  const plan = makePlan(document, pure);
  const hurry = () => {
    storage.hurry();
  };
  signal?.addEventListener("abort", hurry, { once: true });
  const letGo = () => {
    storage.letGo();
  };
  const home = { storage, keys: new RunKeys(id) };
  let opened: OpenedRun;
  try {
    await preflight(plan, pure, executor).catch((error: unknown) => {
      throw isCancelled() ? cancelled(id) : error;
    });
    opened = await openRun(home, {
      graph: document,
      inputs: values,
      name: options.name,
      fresh: options.fresh ?? false,
    });
  } finally {
    signal?.removeEventListener("abort", hurry);
  }

  const run = new Run(plan, opened, { ...settings, executor, pure, hurry, letGo });
  const cancel = () => {
    run.cancel(cancelled(id));
  };
  signal?.addEventListener("abort", cancel, { once: true });
  // The signal may have come while the run was being opened: nothing is started then.
  if (isCancelled()) cancel();
  const performed = run.perform().finally(() => signal?.removeEventListener("abort", cancel));
  const outputs = performed.then((data) => decodeOutputs(document, opened.values, data)) as Promise<Out>;
  // Whoever only reads the events must not be ended by a rejection that nobody took.
  outputs.catch(() => undefined);
  return {
    id,
    events: run.events,
    outputs,
    cancel: async () => {
      cancel();
      await performed.catch(() => undefined);
    },
  };
}

/** The run's outputs in JavaScript's terms: the value itself for a single `value`, else an object by port. */
export async function decodeOutputs(
  graph: Graph,
  values: Values,
  outputs: ReadonlyMap<string, Datum>,
): Promise<unknown> {
  const decoded: [string, unknown][] = [];
  for (const [port, datum] of outputs) {
    await values.decode(datum);
    const type = interfaceType(graph, "outputs", port);
    decoded.push([port, fromValue(asDeclared(datum.value ?? null, type), type)]);
  }
  const [only] = decoded;
  return decoded.length === 1 && only?.[0] === "value" ? only[1] : Object.fromEntries(decoded);
}

/** A value that came from where nothing was declared, as a reader of the stored output sees it: a pair may be a complex. */
function asDeclared(value: Value, type: PortSchema | undefined): Value {
  if (type === undefined || !JSON.stringify(type).includes("complex")) return value;
  return decodeValue(encodeValue(value, type), type);
}

/** The drivers as the engine uses them: checked at the door, and at each answer. */
function guardDrivers(
  { storage, executor, builtins, signal }: RunOptions,
  storageTimeout: number | undefined,
) {
  refuseExecutor(executor);
  if (builtins !== undefined) refuseExecutor(builtins);
  const both = new WithBuiltins(executor, builtins ?? builtinsExecutor());
  return {
    storage: guardStorage(storage, storageTimeout),
    executor: new GuardedExecutor(both, signal),
  };
}

function cancelled(run: string): TierkreisError {
  return new TierkreisError(
    "TKR_CANCELLED",
    `Run ${run} was cancelled. What is done is kept: run the id again to go on.`,
    { run },
  );
}

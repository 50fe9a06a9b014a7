import { builtinsExecutor } from "@tierkreis/builtins";
import {
  messageOf,
  parseGraph,
  TierkreisError,
  toGraph,
  type Executor,
  type Graph,
  type RunIdInput,
  type Storage,
  type TypedGraph,
} from "@tierkreis/core";
import { graphDifference, inputDifference } from "./driver/beginning-difference.ts";
import { lookAtInputs } from "./driver/inputs.ts";
import { changed } from "./driver/open-run.ts";
import { placeOf } from "./driver/open-to-read.ts";
import { flaws } from "./driver/preflight.ts";
import { WithBuiltins } from "./driver/with-builtins.ts";
import { guardPure } from "./guard/guard-pure.ts";
import { GuardedExecutor } from "./guard/guarded-executor.ts";
import { refuseExecutor } from "./guard/refuse-drivers.ts";
import { makePlan } from "./scheduler/plan.ts";

/** What would run a graph, and with what. */
export interface CheckRunOptions {
  readonly executor: Executor;
  /** What runs the tasks of the worker `builtins`. Default: this package's own. */
  readonly builtins?: Executor;
  /** As `startRun` takes them. Default: they are not looked at. */
  readonly inputs?: unknown;
  /** The run that is to go on: its graph and, where inputs are given, its inputs are compared. One that is not there is new. */
  readonly run?: { readonly storage: Storage; readonly id: RunIdInput };
  /** Ends the checks, of which some set up a worker. */
  readonly signal?: AbortSignal;
}

/**
 * Everything that would keep a run from starting, as far as it can be known, one after the other: inputs, nested graphs, workers and the
 * programs that they need, and whether an earlier run can go on. `startRun` rejects with the first of them that it comes to. The location of each
 * is in its details. Nothing is run or stored; an executor may set workers up, as before a run.
 *
 * Throws `TKR_GRAPH_INVALID` with all that is wrong with the graph itself, and `TKR_CANCELLED` when the signal aborts.
 */
export async function* checkRun<In, Out>(
  graph: TypedGraph<In, Out> | Graph,
  options: CheckRunOptions,
): AsyncGenerator<TierkreisError, void, void> {
  const { executor, builtins = builtinsExecutor(), signal } = options;
  const document = toGraph("getData" in graph ? graph.getData() : graph);
  refuseExecutor(executor);
  refuseExecutor(builtins);
  yield* checkInputs(document, options);
  const guarded = new GuardedExecutor(new WithBuiltins(executor, builtins), signal);
  const pure = guardPure(guarded);
  for await (const { error, location } of flaws(makePlan(document, pure), pure, guarded)) {
    if (signal?.aborted === true) throw new TierkreisError("TKR_CANCELLED", "The check was cancelled.");
    yield located(error, location);
  }
}

async function* checkInputs(
  graph: Graph,
  { inputs, run }: CheckRunOptions,
): AsyncGenerator<TierkreisError, void, void> {
  const looked = inputs === undefined ? undefined : lookAtInputs(graph, inputs);
  for (const problem of looked?.problems ?? [])
    yield new TierkreisError(
      "TKR_INPUTS_INVALID",
      `${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}.`,
    );
  if (run === undefined) return;
  const place = placeOf(run.storage, run.id);
  const { graph: key } = place.keys;
  if ((await place.storage.stat(key)) === undefined) return;
  const difference = graphDifference(parseGraph(await place.storage.read(key)), graph);
  if (difference !== undefined) yield changed(place.keys, difference);
  if (difference !== undefined || looked === undefined || looked.problems.length > 0) return;
  const other = await inputDifference(place, graph, looked.values);
  if (other !== undefined) yield changed(place.keys, other);
}

/** The error with the place it was found at. */
function located(error: unknown, location: string): TierkreisError {
  if (!TierkreisError.isInstance(error)) {
    return new TierkreisError("TKR_EXECUTOR_FAULT", messageOf(error), { location, cause: error });
  }
  return new TierkreisError(error.code, error.message, { location, ...error.details, cause: error });
}

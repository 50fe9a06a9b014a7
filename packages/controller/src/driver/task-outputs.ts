import { Datum } from "../scheduler/datum.ts";
import type { TaskSite } from "../scheduler/protocol.ts";
import type { Outcome } from "./outcomes.ts";
import { taskCall } from "./task-call.ts";
import type { Values } from "./values.ts";

/** A recorded outcome as values of the run, each with its declared type. */
export function taskOutputs(
  { plan, planned, place }: TaskSite,
  outcome: Outcome,
  values: Values,
): ReadonlyMap<string, Datum> {
  const { outputs: types } = taskCall(plan.graph, planned, []).types;
  const data = new Map<string, Datum>();
  for (const [port, key] of outcome.outputs) {
    const datum = new Datum({ place, node: planned.index, port });
    data.set(port, values.stored(datum, key, Object.hasOwn(types, port) ? types[port] : undefined));
  }
  return data;
}

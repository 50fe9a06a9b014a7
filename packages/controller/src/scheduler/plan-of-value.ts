import { GraphValue, TierkreisError, toGraph, valueToJson, type Graph, type Value } from "@tierkreis/core";
import { nameOf } from "./faults.ts";
import { makePlan, type Constant, type Plan, type PureTasks } from "./plan.ts";

/**
 * Plans by the value they were made from. A graph is checked and worked out once however often it is evaluated; a plan is
 * forgotten with its value.
 */
const plans = new WeakMap<object, { readonly pure: PureTasks; readonly plan: Plan }>();

/** The plan of a graph that is a const: made from its document as it stands. */
export function planOfConstant(constant: Constant, pure: PureTasks): Plan {
  const known = plans.get(constant);
  if (known?.pure === pure) return known.plan;
  const plan = makePlan(toGraph(constant.json), pure);
  plans.set(constant, { pure, plan });
  return plan;
}

/** The plan of a graph that is a value. Throws `TKR_VALUE_TYPE` when the value is none, `TKR_GRAPH_INVALID` when it is wrong. */
export function planOfValue(value: Value | undefined, pure: PureTasks): Plan {
  if (!(value instanceof GraphValue) && !(value instanceof Map)) {
    throw new TierkreisError("TKR_VALUE_TYPE", `it was given ${nameOf(value)} where a graph belongs`);
  }
  const known = plans.get(value);
  if (known?.pure === pure) return known.plan;
  const plan = makePlan(graphOf(value), pure);
  plans.set(value, { pure, plan });
  return plan;
}

function graphOf(value: GraphValue | ReadonlyMap<string, Value>): Graph {
  return value instanceof GraphValue ? value.graph : toGraph(valueToJson(value));
}

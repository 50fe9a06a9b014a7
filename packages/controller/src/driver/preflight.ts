import { childLocation, ROOT, TierkreisError, type Executor, type Location } from "@tierkreis/core";
import type { Plan, PlanNode, PureTasks } from "../scheduler/plan.ts";
import { checkPorts } from "../scheduler/check-ports.ts";
import { planOfConstant } from "../scheduler/plan-of-value.ts";
import { taskCall } from "./task-call.ts";

/** A graph that is part of another one, as a const that a node evaluates. */
interface GraphSite {
  readonly plan: Plan;
  /** Where it stands: `-` is the run's graph, `-.N3.body` the graph that node 3 evaluates. */
  readonly path: Location;
  /** The demand of the run's output surely reaches it, unless a map over it is empty. */
  readonly needed: boolean;
}

/**
 * Looks at everything that can be known before a run starts: the graphs inside the graph, each once; what goes into and out
 * of them; and, by the executor's own check, each distinct task that is surely needed. Throws the first thing that is wrong.
 */
export async function preflight(plan: Plan, pure: PureTasks, executor: Executor): Promise<void> {
  const sites: GraphSite[] = [{ plan, path: ROOT, needed: true }];
  const seen = new Set<Plan>([plan]);
  const asked = new Set<string>();
  for (const site of sites) {
    const needed = site.needed ? neededNodes(site.plan) : new Set<number>();
    for (const planned of site.plan.nodes) {
      const path = childLocation(site.path, "N", planned.index);
      if (planned.node.type === "function" && needed.has(planned.index)) {
        await checkTask(site.plan, planned, { executor, path, asked });
      }
      const body = bodyOf(planned, path, pure);
      if (body === undefined) continue;
      checkPorts(planned, body, path);
      if (seen.has(body)) continue;
      seen.add(body);
      sites.push({ plan: body, path: `${path}.body`, needed: needed.has(planned.index) });
    }
  }
}

interface TaskCheck {
  readonly executor: Executor;
  readonly path: Location;
  /** The tasks that were asked about. */
  readonly asked: Set<string>;
}

async function checkTask(plan: Plan, planned: PlanNode, { executor, path, asked }: TaskCheck): Promise<void> {
  if (executor.check === undefined) return;
  const { node, outputs } = planned;
  const inputs = Object.keys(node.inputs);
  const name = node.type === "function" ? node.function_name : "";
  const signature = `${name}(${inputs.join()})${outputs.map(({ port }) => port).join()}`;
  if (asked.has(signature)) return;
  asked.add(signature);
  await executor.check({ ...taskCall(plan.graph, planned, inputs), location: path });
}

/** The nodes that the output node's demand surely reaches: not those behind a branch that may not be chosen. */
function neededNodes(plan: Plan): ReadonlySet<number> {
  const needed = new Set([plan.output]);
  for (const index of needed) for (const source of plan.nodes[index]?.sources ?? []) needed.add(source);
  return needed;
}

/** The graph that a node evaluates, where it is a const. */
function bodyOf({ special }: PlanNode, path: Location, pure: PureTasks): Plan | undefined {
  const wire = special["graph"] ?? special["body"];
  if (wire === undefined || !("constant" in wire)) return undefined;
  try {
    return planOfConstant(wire.constant, pure);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    const location =
      error.details.node === undefined ? `${path}.body` : `${path}.body.N${String(error.details.node)}`;
    throw new TierkreisError(error.code, `At ${location}: ${error.message}`, {
      ...error.details,
      location,
      cause: error,
    });
  }
}

import { childLocation, ROOT, type Executor, type Graph } from "@tierkreis/core";
import { makePlan } from "../scheduler/plan.ts";
import { taskCall } from "./task-call.ts";

/** Asks the executor about each distinct task that the graph's output needs, before anything starts. */
export async function checkTasks(graph: Graph, executor: Executor): Promise<void> {
  if (executor.check === undefined) return;
  const plan = makePlan(graph);
  const asked = new Set<string>();
  for (const index of neededNodes(plan.output, plan)) {
    const planned = plan.nodes[index];
    if (planned?.node.type !== "function") continue;
    const call = taskCall(graph, planned, Object.keys(planned.node.inputs));
    const signature = JSON.stringify([
      call.worker,
      call.task,
      call.inputs.toSorted(),
      call.outputs.toSorted(),
    ]);
    if (asked.has(signature)) continue;
    asked.add(signature);
    await executor.check({ ...call, location: childLocation(ROOT, "N", index) });
  }
}

/** The nodes that the output node's demand reaches. */
function neededNodes(output: number, plan: ReturnType<typeof makePlan>): ReadonlySet<number> {
  const needed = new Set([output]);
  for (const index of needed) for (const source of plan.nodes[index]?.sources ?? []) needed.add(source);
  return needed;
}

import {
  childLocation,
  ROOT,
  TierkreisError,
  type Executor,
  type Location,
  type TaskSite,
} from "@tierkreis/core";
import type { Constant, Plan, PlanNode, PureTasks, Wire } from "../scheduler/plan.ts";
import { portProblems } from "../scheduler/check-ports.ts";
import { locationWords } from "../scheduler/location-words.ts";
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
  for await (const { error } of flaws(plan, pure, executor)) throw error;
}

/** What is wrong at a place. */
export interface Flaw {
  readonly error: unknown;
  readonly location: Location;
}

/** Everything that {@link preflight} would throw, one after the other: behind a graph that is wrong it is not looked further. */
export async function* flaws(
  plan: Plan,
  pure: PureTasks,
  executor: Executor,
): AsyncGenerator<Flaw, void, void> {
  const sites: GraphSite[] = [{ plan, path: ROOT, needed: true }];
  const seen = new Set<Plan>([plan]);
  const asked = new AskedTasks();
  for (const site of sites) {
    const needed = site.needed ? neededNodes(site.plan) : undefined;
    for (const planned of site.plan.nodes) {
      const { index, node } = planned;
      const isNeeded = needed?.[index] === 1;
      const location = childLocation(site.path, "N", index);
      if (node.type === "function") {
        if (!isNeeded || executor.check === undefined || !asked.isNew(node.function_name, planned)) continue;
        try {
          await executor.check(taskSite(site, planned));
        } catch (error) {
          yield { error, location };
        }
        continue;
      }
      const wire = bodyWire(planned);
      if (wire === undefined) continue;
      const body = bodyOf(wire.constant, location, pure);
      if (body instanceof TierkreisError) {
        yield { error: body, location };
        continue;
      }
      for (const error of portProblems(planned, body, location)) yield { error, location };
      if (seen.has(body)) continue;
      seen.add(body);
      sites.push({ plan: body, path: `${location}.body`, needed: isNeeded });
    }
  }
}

function taskSite({ plan, path }: GraphSite, planned: PlanNode): TaskSite {
  const call = taskCall(plan.graph, planned, Object.keys(planned.node.inputs));
  return { ...call, location: childLocation(path, "N", planned.index) };
}

/** Tells new tasks from those that were asked about: the same task on the same ports is asked about once. */
class AskedTasks {
  readonly #signatures = new Set<string>();
  /** By function name, the last node: in most graphs a task is on the same ports wherever it stands. */
  readonly #last = new Map<string, PlanNode>();

  isNew(name: string, planned: PlanNode): boolean {
    const last = this.#last.get(name);
    if (last !== undefined && onSamePorts(last, planned)) return false;
    this.#last.set(name, planned);
    const inputs = planned.wires.map(({ input }) => input);
    const signature = `${name}(${inputs.join()})${planned.outputs.join()}`;
    const known = this.#signatures.size;
    return this.#signatures.add(signature).size > known;
  }
}

function onSamePorts(a: PlanNode, b: PlanNode): boolean {
  if (a.wires.length !== b.wires.length || a.outputs.length !== b.outputs.length) return false;
  for (const [at, wire] of a.wires.entries()) if (b.wires[at]?.input !== wire.input) return false;
  for (const [at, output] of a.outputs.entries()) if (b.outputs[at] !== output) return false;
  return true;
}

/** 1 for each node that the output node's demand surely reaches: not for those behind a branch that may not be chosen. */
function neededNodes(plan: Plan): Uint8Array {
  const needed = new Uint8Array(plan.nodes.length);
  const open = [plan.output];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (needed[index] === 1) continue;
    needed[index] = 1;
    const { starts, nodes } = plan.sources;
    for (const source of nodes.subarray(starts[index], starts[index + 1])) open.push(source);
  }
  return needed;
}

/** The wire of the graph that a node evaluates, where that is a const. */
function bodyWire({ special }: PlanNode): Extract<Wire, { constant: Constant }> | undefined {
  const wire = special["graph"] ?? special["body"];
  return wire !== undefined && "constant" in wire ? wire : undefined;
}

function bodyOf(constant: Constant, path: Location, pure: PureTasks): Plan | TierkreisError {
  try {
    return planOfConstant(constant, pure);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    const location =
      error.details.node === undefined ? `${path}.body` : `${path}.body.N${String(error.details.node)}`;
    return new TierkreisError(error.code, `At ${locationWords(location)}: ${error.message}`, {
      ...error.details,
      location,
      cause: error,
    });
  }
}

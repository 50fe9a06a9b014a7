import { nodeRefs } from "@tierkreis/core";
import { Datum } from "../scheduler/datum.ts";
import type { Frame } from "../scheduler/frame.ts";
import type { PlanNode, Wire } from "../scheduler/plan.ts";

/** The consts and inputs that a node reads, by index, each with a wire that reads it. */
export function givenSources(frame: Frame, planned: PlanNode): ReadonlyMap<number, Wire> {
  const sources = new Map<number, Wire>();
  const unchosen = planned.node.type === "ifelse" ? unchosenBranch(frame, planned) : undefined;
  const wires = [...Object.values(planned.special), ...planned.wires];
  nodeRefs(planned.node).forEach(([, [node]], at) => {
    const type = frame.plan.nodes[node]?.node.type;
    const wire = wires[at];
    if (wire === undefined || wire === unchosen) return;
    if (type === "const" || type === "input") sources.set(node, wire);
  });
  return sources;
}

/** The branch of an `ifelse` that nobody asked for. */
function unchosenBranch(frame: Frame, { special }: PlanNode): Wire | undefined {
  const { pred } = special;
  const item = pred === undefined ? undefined : frame.read(pred);
  return item instanceof Datum && item.value === true ? special["if_false"] : special["if_true"];
}

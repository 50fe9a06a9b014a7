import type { VoidLevel, VoidMark } from "../driver/void-mark.ts";
import type { Plan } from "../scheduler/plan.ts";
import type { Way } from "./way-to.ts";

/**
 * A place and everything that is made from what it gives: in its evaluation the nodes behind it, by the graph's edges; when the
 * evaluation's outputs are among them, the node that evaluates it, what follows of its loop, and so on outwards. A node that is
 * void is void with everything below it.
 */
export function dependentsOf({ path, frames, node }: Way): Pick<VoidMark, "path" | "levels"> {
  const levels: VoidLevel[] = [];
  let from = node?.index;
  let isReached = true;
  for (const { plan, by } of frames.toReversed()) {
    const level: VoidLevel = isReached
      ? levelOf(plan, from, levels.length === 0)
      : { nodes: [], output: false };
    levels.push(level);
    isReached = level.output;
    from = by?.planned.index;
  }
  return { path, levels: levels.reverse() };
}

/** What is void in an evaluation: all of it where nothing says what is made from what. `own`: with the node itself. */
function levelOf(plan: Plan | undefined, from: number | undefined, own: boolean): VoidLevel {
  if (plan === undefined || from === undefined) return { nodes: "all", output: true };
  const nodes = nodesBehind(plan, from);
  if (own) nodes.add(from);
  return { nodes: [...nodes].sort((a, b) => a - b), output: nodes.has(plan.output) };
}

/** The nodes that wait for a node, those that wait for them, and so on. */
function nodesBehind({ consumers }: Plan, from: number): Set<number> {
  const { starts, nodes } = consumers;
  const found = new Set<number>();
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of nodes.subarray(starts[node], starts[node + 1])) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

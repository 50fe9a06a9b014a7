import type { Graph } from "@tierkreis/core";
import { branchesOf, sourcesOf } from "./sources.ts";

/** What a consumer waits for: all its sources at once, or the one branch it chose. */
export const ALL = 0;
export const TRUE_BRANCH = 1;
const FALSE_BRANCH = 2;

/**
 * A list of nodes for each node, as flat arrays: that of node `n` stands at `starts[n]` up to `starts[n + 1]`. An array a
 * node would cost a large graph more than all the rest of its plan.
 */
export interface Edges {
  readonly starts: Int32Array;
  readonly nodes: Int32Array;
}

/** The nodes that wait for each node. */
export interface Consumers extends Edges {
  /** Which of its waits it is: {@link ALL}, {@link TRUE_BRANCH} or that for the other branch. */
  readonly roles: Uint8Array;
}

/** The nodes that each node waits for before it can go on. */
export function sourceEdges({ nodes }: Graph): Edges {
  const starts = new Int32Array(nodes.length + 1);
  const all: number[] = [];
  nodes.forEach((node, index) => {
    for (const source of sourcesOf(node, nodes)) all.push(source);
    starts[index + 1] = all.length;
  });
  return { starts, nodes: Int32Array.from(all) };
}

/** The same edges the other way round, and the branches of each `ifelse`: one walk counts, one fills in. */
export function consumerEdges(graph: Graph, sources: Edges): Consumers {
  // After the sum, `starts[n]` is where the list of `n` ends; filling it in backwards moves it to where it starts.
  const starts = new Int32Array(graph.nodes.length + 1);
  eachWait(graph, sources, (source) => {
    starts[source] = (starts[source] ?? 0) + 1;
  });
  let sum = 0;
  for (let node = 0; node < starts.length; node++) starts[node] = sum += starts[node] ?? 0;
  const nodes = new Int32Array(sum);
  const roles = new Uint8Array(sum);
  eachWait(graph, sources, (source, node, role) => {
    const at = (starts[source] ?? 0) - 1;
    starts[source] = at;
    nodes[at] = node;
    roles[at] = role;
  });
  return { starts, nodes, roles };
}

/** Visits each wait of each node, the last node's first. */
function eachWait(
  { nodes }: Graph,
  sources: Edges,
  visit: (source: number, node: number, role: number) => void,
): void {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const end = sources.starts[index + 1] ?? 0;
    for (let at = sources.starts[index] ?? 0; at < end; at++) visit(sources.nodes[at] ?? 0, index, ALL);
    const node = nodes[index];
    if (node?.type !== "ifelse") continue;
    const { yes, no } = branchesOf(node, nodes);
    if (yes !== undefined) visit(yes, index, TRUE_BRANCH);
    if (no !== undefined) visit(no, index, FALSE_BRANCH);
  }
}

import type { Graph, GraphNode, ValueRef } from "@tierkreis/core";

/**
 * The nodes that a node waits for before it can go on, each once: an `ifelse` at first only for its predicate. Consts and
 * inputs are never waited for.
 */
export function sourcesOf(node: GraphNode, nodes: Graph["nodes"]): readonly number[] {
  const sources: number[] = [];
  const add = ([source]: ValueRef) => {
    if (isActive(source, nodes)) sources.push(source);
  };
  switch (node.type) {
    case "eval":
      add(node.graph);
      break;
    case "loop":
    case "map":
      add(node.body);
      break;
    case "ifelse":
      add(node.pred);
      break;
    case "eifelse":
      add(node.pred);
      add(node.if_true);
      add(node.if_false);
      break;
    default:
      break;
  }
  for (const input in node.inputs) {
    const ref = node.inputs[input];
    if (ref !== undefined) add(ref);
  }
  return sources.length < 2 ? sources : [...new Set(sources)];
}

/** The nodes behind the branches of an `ifelse`, where they have to run. */
export function branchesOf(
  node: GraphNode,
  nodes: Graph["nodes"],
): { readonly yes?: number; readonly no?: number } {
  if (node.type !== "ifelse") return NO_BRANCHES;
  const [[yes], [no]] = [node.if_true, node.if_false];
  return { ...(isActive(yes, nodes) ? { yes } : {}), ...(isActive(no, nodes) ? { no } : {}) };
}

const NO_BRANCHES = {};

function isActive(source: number, nodes: Graph["nodes"]): boolean {
  const type = nodes[source]?.type;
  return type !== undefined && type !== "const" && type !== "input";
}

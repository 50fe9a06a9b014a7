import { nodeRefs, type Graph } from "@tierkreis/core";
import { layOut, type Frame } from "../export/frames.ts";

/** How often a task stands in a graph, as far as that is known before it runs. */
export interface Planned {
  readonly task: string;
  /** Places where it surely runs, once. */
  readonly once: number;
  /** Places in loops and maps: once for each iteration or element. */
  readonly perRound: number;
  /** Places that only run when a branch is chosen that needs them. */
  readonly ifChosen: number;
}

/** What would run, and whether more may: graphs that only come about while the run goes on are not known. */
export interface Forecast {
  readonly tasks: readonly Planned[];
  readonly isComplete: boolean;
}

type Sort = "once" | "perRound" | "ifChosen";

/** The tasks of a graph and of the graphs in it, by name. Nodes that nothing needs are left out. */
export function whatRuns(graph: Graph): Forecast {
  const counts = new Map<string, Record<Sort, number>>();
  const sorts = new Map<string, Sort>([["", "once"]]);
  let isComplete = true;
  for (const frame of layOut(graph)) {
    const sort = sorts.get(frame.cluster.id);
    // Graphs that are values run where they are given to, if at all.
    if (sort === undefined) continue;
    const { sure, perhaps } = demand(frame.graph);
    for (const index of perhaps) {
      const node = frame.graph.nodes[index];
      if (node === undefined) continue;
      const own = sort === "once" && !sure.has(index) ? "ifChosen" : sort;
      if (node.type === "function") {
        const count = counts.get(node.function_name) ?? { once: 0, perRound: 0, ifChosen: 0 };
        counts.set(node.function_name, count);
        count[own]++;
      }
      if (node.type !== "eval" && node.type !== "loop" && node.type !== "map") continue;
      const body: Frame | undefined = frame.bodies.get(index);
      if (body === undefined) isComplete = false;
      else sorts.set(body.cluster.id, node.type === "eval" ? own : "perRound");
    }
  }
  const tasks = [...counts].map(([task, count]) => ({ task, ...count }));
  return { tasks: tasks.sort((a, b) => (a.task < b.task ? -1 : 1)), isComplete };
}

/** The nodes that the outputs surely need, and those that they may need, in the order of the document. */
function demand({ nodes, graph_output_idx: output }: Graph) {
  const reach = (lazily: boolean) => {
    const found = new Set<number>();
    const open = [output ?? -1];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const node = nodes[index];
      if (node === undefined || found.has(index)) continue;
      found.add(index);
      const isChoice = node.type === "ifelse";
      for (const [port, [source]] of nodeRefs(node))
        if (lazily || !isChoice || port === "pred") open.push(source);
    }
    return found;
  };
  return { sure: reach(false), perhaps: [...reach(true)].sort((a, b) => a - b) };
}

import type { TaskState } from "@tierkreis/controller";
import type { Location } from "@tierkreis/core";
import { inOrder } from "./in-order.ts";
import type { Cluster, NodeState, Picture, Shape, StateLabel, States } from "./picture.ts";

/** How a run stands as a whole. */
export interface RunStanding {
  readonly tasks: ReadonlyMap<Location, TaskState>;
  /** It has its outputs. */
  readonly isDone: boolean;
}

type Counts = Record<NodeState, number>;

/** What is done is told last: where there is anything else, that counts. */
const worstFirst = ["failed", "running", "stopped", "waiting", "done"] as const;

const stateOf: Readonly<Record<TaskState, NodeState>> = {
  done: "done",
  failed: "failed",
  running: "running",
  unfinished: "stopped",
  restarted: "waiting",
};

const words: Readonly<Record<NodeState, string>> = {
  done: "done",
  running: "running",
  failed: "failed",
  stopped: "stopped",
  waiting: "to be done again",
};

/**
 * The states of a picture's nodes in a run. What is stored says how tasks stand; nodes that nothing is stored of are done when something
 * was begun that needs them. A node inside a loop or a map stands for all of its rounds.
 */
export function colourPicture({ root, arrows }: Picture, run: RunStanding): States {
  const shapes = new Map<string, Shape>();
  const places = new Set<Location>();
  for (const shape of drawnShapes(root)) {
    shapes.set(shape.id, shape);
    places.add(shape.place);
  }
  const counts = countAt(places, run.tasks);
  const states = new Map<string, StateLabel>();
  for (const { id, place } of shapes.values()) {
    const count = counts.get(place);
    if (count !== undefined) states.set(id, labelOf(count));
  }
  for (const { id, kind } of root.shapes) {
    if (kind === "input" || (kind === "output" && run.isDone)) states.set(id, { state: "done" });
  }
  const sources = new Map<string, string[]>();
  for (const { from, to, fromCluster, kind } of arrows) {
    if (kind === "branch" || kind === "again" || fromCluster !== undefined || !shapes.has(from)) continue;
    const list = sources.get(to);
    if (list === undefined) sources.set(to, [from]);
    else list.push(from);
  }
  const open = [...states].flatMap(([id, { state }]) => (state === "waiting" ? [] : [id]));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const source of sources.get(id) ?? []) {
      if (states.has(source)) continue;
      states.set(source, { state: "done" });
      open.push(source);
    }
  }
  for (const id of shapes.keys()) if (!states.has(id)) states.set(id, { state: "waiting" });
  colourClusters(root, states);
  return states;
}

/** Graphs that are values are not run where they stand. */
function* drawnShapes(root: Cluster): Generator<Shape, void, void> {
  const open = [root];
  for (let cluster = open.pop(); cluster !== undefined; cluster = open.pop()) {
    if (cluster.kind === "graph") continue;
    yield* cluster.shapes;
    open.push(...cluster.clusters);
  }
}

/** Tasks by the node that stands for them: what is below a node that is not drawn in detail counts there. */
function countAt(
  places: ReadonlySet<Location>,
  tasks: ReadonlyMap<Location, TaskState>,
): ReadonlyMap<Location, Counts> {
  const counts = new Map<Location, Counts>();
  for (const [location, state] of tasks) {
    let place = location.replaceAll(/\.([LM])\d+/g, ".$1*");
    // An iteration or element as a whole is no node.
    if (/[*]$/.test(place)) continue;
    while (place !== "-" && !places.has(place)) place = place.slice(0, place.lastIndexOf("."));
    const count = counts.get(place) ?? { done: 0, running: 0, failed: 0, stopped: 0, waiting: 0 };
    counts.set(place, count);
    count[stateOf[state]]++;
  }
  return counts;
}

function labelOf(counts: Counts): StateLabel {
  const there = worstFirst.filter((state) => counts[state] > 0);
  const [state = "waiting"] = there;
  const sum = there.reduce((total, one) => total + counts[one], 0);
  if (sum <= 1) return { state };
  return { state, line: there.map((one) => `${String(counts[one])} ${words[one]}`).join(", ") };
}

/** From the inside outwards. */
function colourClusters(root: Cluster, states: Map<string, StateLabel>): void {
  for (const { close: cluster } of inOrder(root)) {
    if (cluster === undefined || cluster.id === "" || cluster.kind === "graph") continue;
    const inside = [...cluster.shapes, ...cluster.clusters].flatMap(({ id }) => states.get(id)?.state ?? []);
    const output = cluster.shapes.find(({ kind }) => kind === "output");
    if (inside.length === 0) continue;
    const worst = worstFirst.slice(0, 3).find((state) => inside.includes(state));
    const isDone = output !== undefined && states.get(output.id)?.state === "done";
    const some = inside.includes("done") ? "stopped" : "waiting";
    states.set(cluster.id, { state: worst ?? (isDone ? "done" : some) });
  }
}

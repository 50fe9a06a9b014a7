import {
  childLocation,
  nodeRefs,
  ROOT,
  toGraph,
  FRAME_INPUTS,
  type Graph,
  type GraphNode,
  type Json,
  type Location,
  type ValueRef,
} from "@tierkreis/core";
import { label, nodeLines } from "./labels.ts";
import type { Cluster, Shape } from "./picture.ts";

/** Nodes that a picture may have where a graph is drawn again that it shows elsewhere. */
const REPEATS = 2000;

/** One graph in a picture. */
export interface Frame {
  readonly graph: Graph;
  readonly cluster: Cluster;
  /** The begin of the locations of its nodes. */
  readonly path: Location;
  /** Index of the node of each input. */
  readonly inputs: ReadonlyMap<string, number>;
  /** By the index of the node that evaluates it, or of the const that it is. */
  readonly bodies: Map<number, Frame>;
  /** The nodes that show the graph that they evaluate, or say where it is drawn. */
  readonly shown: Set<number>;
  /** The id of node 0; those of the others follow. */
  readonly first: number;
}

/** Lays out all graphs of a picture: which are drawn, and where. The outermost comes first. */
export function layOut(graph: Graph): readonly Frame[] {
  return new Layout().frames(graph);
}

/** The id of the shape of a node. */
export function shapeId({ first }: Frame, node: number): string {
  return `n${String(first + node)}`;
}

/** True for a reference to the graph that it stands in: recursion. */
function isItself({ inputs }: Frame, [node, port]: ValueRef): boolean {
  return node === FRAME_INPUTS && port === "body" && !inputs.has(port);
}

/** The reference to the graph that a node evaluates. */
export function bodyRef(node: GraphNode): ValueRef | undefined {
  if (node.type === "eval") return node.graph;
  return node.type === "loop" || node.type === "map" ? node.body : undefined;
}

/** Pictures leave out what is hidden. */
export function isHidden({ graph }: Frame, node: number): boolean {
  return graph.node_metadata?.[String(node)]?.is_hidden === true;
}

class Layout {
  readonly #frames: Frame[] = [];
  /** Where each graph was drawn first, by its document. */
  readonly #drawn = new Map<Json, Location>();
  readonly #graphs = new Map<Json, Graph | undefined>();
  #ids = 0;

  frames(graph: Graph): readonly Frame[] {
    this.#open(graph, { id: "", kind: "run", lines: [], place: ROOT, shapes: [], clusters: [] }, ROOT);
    for (const frame of this.#frames) {
      const bodies = new Set<number>();
      frame.graph.nodes.forEach((node, index) => {
        const source = this.#place(frame, node, index);
        if (source === undefined) return;
        frame.shown.add(index);
        bodies.add(source);
      });
      this.#placeConstants(frame, bodies);
    }
    return this.#frames;
  }

  /** Draws a node as the graph that it evaluates, or as a shape. Gives the index of the const that is drawn with it. */
  #place(frame: Frame, node: GraphNode, index: number): number | undefined {
    if (node.type === "const" || isHidden(frame, index)) return undefined;
    const place = childLocation(frame.path, "N", index);
    const ref = bodyRef(node);
    const source = ref === undefined ? undefined : frame.graph.nodes[ref[0]];
    const lines = [...nodeLines(node), ...marks(frame, index)];
    if (ref === undefined || source?.type !== "const") {
      const kind = shapeKind(node);
      frame.cluster.shapes.push({
        id: shapeId(frame, index),
        kind,
        lines: [...lines, ...itself(frame, node)],
        place,
      });
      return undefined;
    }
    const kind = node.type === "loop" || node.type === "map" ? node.type : "eval";
    if (this.#nest(frame, index, { json: source.value, kind, lines, place })) return ref[0];
    const first = this.#drawn.get(source.value);
    const more = first === undefined ? [] : [`the graph of ${label(first)}`];
    frame.cluster.shapes.push({
      id: shapeId(frame, index),
      kind: "evaluation",
      lines: [...lines, ...more],
      place,
    });
    return first === undefined ? undefined : ref[0];
  }

  /** Consts that are values of something, not only the graph that a node shows already. */
  #placeConstants(frame: Frame, bodies: ReadonlySet<number>): void {
    const { graph, cluster, path } = frame;
    const values = bodies.size === 0 ? undefined : usedAsValue(graph);
    graph.nodes.forEach((node, index) => {
      if (node.type !== "const" || isHidden(frame, index)) return;
      if (bodies.has(index) && values?.has(index) !== true) return;
      const place = childLocation(path, "N", index);
      if (this.#nest(frame, index, { json: node.value, kind: "graph", lines: ["graph"], place })) return;
      cluster.shapes.push({ id: shapeId(frame, index), kind: "const", lines: nodeLines(node), place });
    });
  }

  /** Opens a graph inside another one, unless it is none or is drawn elsewhere and there is no room to draw it again. */
  #nest(
    frame: Frame,
    index: number,
    { json, kind, lines, place }: Pick<Cluster, "kind" | "lines" | "place"> & { readonly json: Json },
  ): boolean {
    const graph = this.#graphOf(json);
    if (graph === undefined) return false;
    if (this.#drawn.has(json) && this.#ids + graph.nodes.length > REPEATS) return false;
    if (!this.#drawn.has(json)) this.#drawn.set(json, place);
    const id = `c${shapeId(frame, index).slice(1)}`;
    const cluster: Cluster = { id, kind, lines, place, shapes: [], clusters: [] };
    frame.cluster.clusters.push(cluster);
    const path = kind === "loop" ? `${place}.L*` : kind === "map" ? `${place}.M*` : place;
    frame.bodies.set(index, this.#open(graph, cluster, path));
    return true;
  }

  #open(graph: Graph, cluster: Cluster, path: Location): Frame {
    const inputs = new Map(
      graph.nodes.flatMap((node, index) => (node.type === "input" ? [[node.name, index] as const] : [])),
    );
    const first = this.#ids;
    const frame = { graph, cluster, path, inputs, bodies: new Map(), shown: new Set<number>(), first };
    this.#ids += graph.nodes.length;
    this.#frames.push(frame);
    return frame;
  }

  #graphOf(json: Json): Graph | undefined {
    if (!this.#graphs.has(json)) this.#graphs.set(json, readGraph(json));
    return this.#graphs.get(json);
  }
}

function readGraph(json: Json): Graph | undefined {
  if (typeof json !== "object" || json === null || !("nodes" in json)) return undefined;
  try {
    return toGraph(json);
  } catch {
    // It is data that looks like a graph, or a graph that no run can evaluate: its value is shown.
    return undefined;
  }
}

/** Consts that are an input of a node, beside those that a node evaluates. */
function usedAsValue({ nodes }: Graph): ReadonlySet<number> {
  const used = new Set<number>();
  for (const node of nodes) {
    for (const [source] of Object.values(node.inputs)) used.add(source);
    if (node.type === "ifelse" || node.type === "eifelse")
      for (const [source] of [node.pred, node.if_true, node.if_false]) used.add(source);
  }
  return used;
}

function marks({ graph }: Frame, index: number): readonly string[] {
  return graph.node_metadata?.[String(index)]?.has_breakpoint === true ? ["breakpoint"] : [];
}

/** Recursion has no arrow: what would it come from. */
function itself(frame: Frame, node: GraphNode): readonly string[] {
  const body = bodyRef(node);
  if (body !== undefined && isItself(frame, body)) return ["this graph again"];
  return nodeRefs(node).some(([, ref]) => isItself(frame, ref)) ? ["given this graph"] : [];
}

function shapeKind({ type }: GraphNode): Shape["kind"] {
  switch (type) {
    case "function":
      return "task";
    case "ifelse":
    case "eifelse":
      return "branch";
    case "eval":
    case "loop":
    case "map":
      return "evaluation";
    default:
      return type;
  }
}

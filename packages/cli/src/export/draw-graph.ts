import { nodeRefs, type Graph, type GraphNode, type ValueRef } from "@tierkreis/core";
import { bodyRef, isHidden, layOut, shapeId, type Frame } from "./frames.ts";
import { arrowLabel } from "./labels.ts";
import type { Arrow, ArrowKind, Picture } from "./picture.ts";
import { Sources, type End } from "./sources.ts";

/**
 * The picture of a checked graph, in time linear in its document. Graphs that nodes evaluate are drawn in place of these: their arrows
 * go to and from the graph's own inputs and outputs. A graph that is evaluated at several places is drawn at each, as long as the
 * picture has not more than 2000 nodes; then a node names the place of the first. Recursion is a node too. Arrows to and from a hidden
 * node become arrows past it.
 */
export function drawGraph(graph: Graph): Picture {
  const frames = layOut(graph);
  const arrows = new Arrows();
  const sources = new Sources();
  for (const frame of frames) {
    frame.graph.nodes.forEach((node, index) => {
      if (isHidden(frame, index)) return;
      for (const [port, ref] of nodeRefs(node)) drawRef(arrows, frame, { sources, node, index, port, ref });
      if (node.type === "loop") drawAgain(arrows, frame.bodies.get(index));
    });
  }
  return { root: (frames[0] as Frame).cluster, arrows: arrows.all() };
}

interface Reference {
  readonly sources: Sources;
  readonly node: GraphNode;
  readonly index: number;
  /** The input it is. */
  readonly port: string;
  readonly ref: ValueRef;
}

function drawRef(arrows: Arrows, frame: Frame, { sources, node, index, port, ref }: Reference): void {
  const isBody = bodyRef(node) === ref;
  if (isBody && frame.shown.has(index)) return;
  const to = endOf(frame, index, node.type === "ifelse" || node.type === "eifelse" ? wordOf(port) : port);
  if (to === undefined) return;
  const isChoice = node.type === "ifelse" && (port === "if_true" || port === "if_false");
  for (const from of sources.of(frame, ref)) {
    const isGraph = isBody || from.cluster !== undefined;
    arrows.add(from, to, isChoice ? "branch" : isGraph ? "graph" : "value");
  }
}

/** Where a node takes an input: in the graph that it is drawn as, the input of that name, or the graph as a whole. */
function endOf(frame: Frame, index: number, port: string): End | undefined {
  const body = frame.bodies.get(index);
  if (body === undefined) return { id: shapeId(frame, index), port };
  const input = body.inputs.get(port);
  if (input !== undefined && !isHidden(body, input)) return { id: shapeId(body, input) };
  const output = body.graph.graph_output_idx ?? 0;
  return isHidden(body, output) ? undefined : { id: shapeId(body, output), cluster: body.cluster.id, port };
}

const words: Readonly<Record<string, string>> = { pred: "if", if_true: "then", if_false: "else" };

function wordOf(port: string): string {
  return Object.hasOwn(words, port) ? (words[port] ?? port) : port;
}

/** What a loop's body gives under the name of an input is that input of the next iteration. */
function drawAgain(arrows: Arrows, body: Frame | undefined): void {
  const output = body?.graph.graph_output_idx ?? undefined;
  if (body === undefined || output === undefined || isHidden(body, output)) return;
  for (const port of Object.keys(body.graph.nodes[output]?.inputs ?? {})) {
    const input = body.inputs.get(port);
    if (input === undefined || isHidden(body, input)) continue;
    arrows.add({ id: shapeId(body, output) }, { id: shapeId(body, input) }, "again");
  }
}

/** Arrows, those of one kind between the same two ends as one. */
class Arrows {
  readonly #arrows = new Map<string, Arrow & { readonly labels: string[] }>();

  add(from: End, to: End, kind: ArrowKind): void {
    const key = [from.id, from.cluster, to.id, to.cluster, kind].join();
    let arrow = this.#arrows.get(key);
    if (arrow === undefined) {
      arrow = {
        from: from.id,
        to: to.id,
        ...(from.cluster === undefined ? {} : { fromCluster: from.cluster }),
        ...(to.cluster === undefined ? {} : { toCluster: to.cluster }),
        labels: [],
        kind,
      };
      this.#arrows.set(key, arrow);
    }
    const label = kind === "again" ? "again" : arrowLabel(from.port, to.port);
    if (label !== undefined) arrow.labels.push(label);
  }

  all(): readonly Arrow[] {
    return [...this.#arrows.values()];
  }
}

import { FRAME_INPUTS, nodeRefs, type ValueRef } from "@tierkreis/core";
import { isHidden, shapeId, type Frame } from "./frames.ts";

/** Where an arrow starts or ends. */
export interface End {
  readonly id: string;
  /** The graph that is meant as a whole; the shape is one in it. */
  readonly cluster?: string;
  /** The port, where the shape does not show it by its own name. */
  readonly port?: string;
}

type Place = readonly [Frame, ValueRef];

/** Where values come from in a picture: what is hidden is passed by, to what it has its own inputs from. */
export class Sources {
  /** What lies behind hidden nodes, by the ids that their shapes would have. */
  readonly #behind = new Map<string, readonly End[]>();

  /** Where a reference's value comes from; nothing for the graph itself, and for a hidden value that comes from nowhere. */
  of(frame: Frame, ref: ValueRef): readonly End[] {
    const step = stepTo(frame, ref);
    if (step === undefined) return [];
    if ("end" in step) return [step.end];
    const known = this.#behind.get(step.hidden);
    if (known !== undefined) return known;
    const ends = this.#search(step);
    this.#behind.set(step.hidden, ends);
    return ends;
  }

  /** No recursion: there may be many hidden nodes in a row. */
  #search(first: Hidden): readonly End[] {
    const ends = new Map<string, End>();
    const seen = new Set([first.hidden]);
    const open = [...first.from];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const step = stepTo(...place);
      if (step === undefined) continue;
      const found = "end" in step ? [step.end] : this.#behind.get(step.hidden);
      for (const end of found ?? []) ends.set([end.id, end.cluster, end.port].join(), end);
      if (found !== undefined || "end" in step || seen.has(step.hidden)) continue;
      seen.add(step.hidden);
      for (const one of step.from) open.push(one);
    }
    return [...ends.values()].toReversed();
  }
}

interface Hidden {
  readonly hidden: string;
  readonly from: readonly Place[];
}

function stepTo(frame: Frame, [source, port]: ValueRef): { readonly end: End } | Hidden | undefined {
  const index = source === FRAME_INPUTS ? frame.inputs.get(port) : source;
  const node = index === undefined ? undefined : frame.graph.nodes[index];
  if (index === undefined || node === undefined) return undefined;
  const id = shapeId(frame, index);
  if (isHidden(frame, index)) return { hidden: id, from: nodeRefs(node).map(([, ref]) => [frame, ref]) };
  const body = frame.bodies.get(index);
  if (body !== undefined) return stepInto(body, port);
  const hasOwnName = ["input", "const", "ifelse", "eifelse"].includes(node.type);
  return { end: hasOwnName ? { id } : { id, port } };
}

/** The output of a graph that is drawn in detail. */
function stepInto(body: Frame, port: string): { readonly end: End } | Hidden | undefined {
  const output = body.graph.graph_output_idx ?? 0;
  const id = shapeId(body, output);
  if (!isHidden(body, output))
    return { end: body.cluster.kind === "graph" ? { id, cluster: body.cluster.id } : { id, port } };
  const inputs = body.graph.nodes[output]?.inputs ?? {};
  const ref = Object.hasOwn(inputs, port) ? inputs[port] : undefined;
  return ref === undefined ? undefined : { hidden: `${id} ${port}`, from: [[body, ref]] };
}

import {
  checkValue,
  FRAME_INPUTS,
  GraphValue,
  isRef,
  makeRef,
  TierkreisError,
  toValue,
  valueToJson,
  type Mismatch,
  type PortSchema,
  type Ref,
  type ValueRef,
} from "@tierkreis/core";
import { isSingle } from "./by-ports.ts";
import { DocumentWriter, type NewNode } from "./document/document-writer.ts";
import { faceOfDocument, finishedDocument, isGraph, type GraphFace } from "./document/graph-face.ts";
import { isMapElements } from "./map-elements.ts";
import { refuseRefs } from "./refuse-refs.ts";
import { openRefs, openResult, type RefOfPort } from "./open-result.ts";
import type { AnyGraph, GraphLike } from "./types/port-graph.ts";
import type { NodeOptions } from "./types/wires.ts";

/** Who takes a value. */
interface Taker {
  readonly name: string;
  readonly port: string;
}

/** Makes nodes of one graph out of refs, plain values and graphs. */
export class Wiring {
  readonly writer = new DocumentWriter();
  readonly #owner: object;
  /** The const of each graph that is used here. */
  readonly #graphs = new Map<object, number>();
  /** The ports of refs that are graphs, as far as they are known. */
  readonly #faces = new WeakMap<object, GraphFace>();

  /** @param owner The builder that the refs belong to. */
  constructor(owner: object) {
    this.#owner = owner;
  }

  /** Adds a node of a kind that takes {@link NodeOptions}. */
  add(node: NewNode, options: NodeOptions | undefined): number {
    return this.writer.add(node, options?.breakpoint === true ? { has_breakpoint: true } : undefined);
  }

  /** The ref of an output. A graph's `face` is what can be known of it when it is used. */
  ref(node: number, port: string, face?: GraphFace): Ref<unknown> {
    const ref = makeRef<unknown>(this.#owner, node, port);
    if (face !== undefined) this.#faces.set(ref, face);
    return ref;
  }

  /** What a node gives as the user sees it: the ref of a single `value`, else refs by port. */
  result(outputs: GraphFace["outputs"] | undefined, refOf: RefOfPort): unknown {
    if (outputs === undefined) return openResult(refOf);
    const ports = Object.keys(outputs);
    if (isSingle(outputs)) return refOf("value");
    return Object.fromEntries(ports.map((port) => [port, refOf(port)]));
  }

  /**
   * Where a wired thing comes from; a plain value becomes a const. Throws `TKR_GRAPH_FOREIGN_REF` for a ref of another graph, and
   * `TKR_VALUE_TYPE` for a plain value that is not of the schema, which `taker` declares.
   */
  source(wired: unknown, schema?: PortSchema, taker?: Taker): ValueRef {
    if (!isRef(wired))
      return [isGraph(wired) ? this.#graph(wired) : this.#constant(wired, schema, taker), "value"];
    const ref = openRefs(wired)?.("value") ?? wired;
    if (ref.owner !== this.#owner) throw foreignRef(ref);
    return [ref.node, ref.port];
  }

  /** A value that is part of the graph. */
  constant(value: unknown): Ref<unknown> {
    if (!isGraph(value)) return this.ref(this.#constant(value, undefined), "value");
    return this.ref(this.#graph(value), "value", faceOfDocument(finishedDocument(value)));
  }

  /** A graph that a node evaluates, and its ports as far as they are known. */
  body(graph: GraphLike): { readonly source: ValueRef; readonly face: GraphFace | undefined } {
    if (!isRef(graph)) return { source: this.source(graph), face: faceOfDocument(finishedDocument(graph)) };
    const ref = openRefs(graph)?.("value") ?? graph;
    return { source: this.source(ref), face: this.#faces.get(ref) };
  }

  /** The sources of what was given for some ports. Throws `TKR_GRAPH_INVALID` for a missing or unknown one. */
  inputs(name: string, declared: GraphFace["inputs"], given: Readonly<Record<string, unknown>>) {
    const inputs: Record<string, ValueRef> = {};
    for (const port of Object.keys(given)) {
      if (!Object.hasOwn(declared, port))
        throw wrongWiring(`${name} has no port ${JSON.stringify(port)}`, port);
    }
    for (const [port, { schema, optional }] of Object.entries(declared)) {
      const wired = Object.hasOwn(given, port) ? given[port] : undefined;
      if (wired !== undefined) inputs[port] = this.source(wired, schema, { name, port });
      else if (!optional)
        throw wrongWiring(`${name} needs ${JSON.stringify(port)}, which is not given`, port);
    }
    return inputs;
  }

  /** The sources of what a graph is given by port, to ports that are known as far as they are declared. */
  graphInputs(
    declared: GraphFace["inputs"] | undefined,
    given: Readonly<Record<string, unknown>>,
  ): Record<string, ValueRef> {
    if (declared !== undefined) return this.inputs("the graph", declared, given);
    const sources = Object.entries(given).filter(([, wired]) => wired !== undefined);
    return Object.fromEntries(sources.map(([port, wired]) => [port, this.source(wired)]));
  }

  #constant(value: unknown, schema: PortSchema | undefined, taker?: Taker): number {
    const made = toValue(value, schema);
    refuseRefs(value);
    const mismatch = schema === undefined ? undefined : checkValue(made, schema);
    if (mismatch !== undefined) throw wrongValue(mismatch, taker);
    return this.writer.add({ type: "const", value: valueToJson(made), inputs: {} });
  }

  #graph(graph: AnyGraph): number {
    const known = this.#graphs.get(graph);
    if (known !== undefined) return known;
    const value = valueToJson(new GraphValue(finishedDocument(graph)));
    const node = this.writer.add({ type: "const", value, inputs: {} });
    this.#graphs.set(graph, node);
    return node;
  }
}

function foreignRef({ node, port, owner }: Ref<unknown>): TierkreisError {
  const what = node === FRAME_INPUTS ? "an input" : `output ${JSON.stringify(port)} of node ${String(node)}`;
  const message = isMapElements(owner)
    ? "A function given to map can only re-wire its elements: build a graph for what has to run."
    : `A ref of another graph (${what} there) was used in this one. Pass it in as an input.`;
  return new TierkreisError("TKR_GRAPH_FOREIGN_REF", message, { node, port });
}

function wrongValue({ expected, found, path }: Mismatch, taker: Taker | undefined): TierkreisError {
  const who =
    taker === undefined ? "" : `${taker.name} was given a wrong value for ${JSON.stringify(taker.port)}: `;
  const message = `${who}expected ${expected}, found ${found}${path === "" ? "" : ` at ${path}`}.`;
  return new TierkreisError("TKR_VALUE_TYPE", message, taker === undefined ? {} : { port: taker.port });
}

function wrongWiring(message: string, port: string): TierkreisError {
  return new TierkreisError("TKR_GRAPH_INVALID", `${message}.`, { port });
}

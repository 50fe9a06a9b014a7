import { isRef, TierkreisError, type DeclaredPort, type Ref, type ValueRef } from "@tierkreis/core";
import { byPorts } from "../by-ports.ts";
import { listOf, type GraphFace } from "../document/graph-face.ts";
import type { GraphLike } from "../types/port-graph.ts";
import type { NodeOptions } from "../types/wires.ts";
import type { Wiring } from "../wiring.ts";

type ByPort = Readonly<Record<string, unknown>>;

/** What a map is given beside its body. */
export interface MapGiven {
  /** A list, or lists by port. */
  readonly lists: unknown;
  /** By port: what is the same for each element. */
  readonly shared: ByPort;
  readonly options?: NodeOptions | undefined;
}

/** Tells the arguments after a map's body apart: after a single list come the options. */
export function mapGiven(lists: unknown, third: object = {}, options?: NodeOptions): MapGiven {
  if (isList(lists)) return { lists, shared: {}, options: third };
  return { lists, shared: third as ByPort, options };
}

/**
 * Adds what runs a graph for each element, as Python does: the lists unfolded, the map, each of its outputs folded to a list
 * again.
 */
export function addMap(wiring: Wiring, body: GraphLike, { lists, shared, options }: MapGiven): unknown {
  const { source, face } = wiring.body(body);
  const listed = isList(lists) ? byPorts(face?.inputs, lists) : (lists as ByPort);
  checkLists(listed, shared);
  const sources = wiring.graphInputs(face && forLists(face, listed), { ...shared, ...listed });
  const inputs = Object.entries(sources).map(([port, value]): [string, ValueRef] => {
    return [port, Object.hasOwn(listed, port) ? addUnfold(wiring, value) : value];
  });
  const map = wiring.add({ type: "map", body: source, inputs: Object.fromEntries(inputs) }, options);
  return wiring.result(face?.outputs, (port) => addFold(wiring, [map, `${port}-*`]));
}

function addUnfold(wiring: Wiring, value: ValueRef): ValueRef {
  const node = wiring.writer.add(
    { type: "function", function_name: "builtins.unfold_values", inputs: { value } },
    { is_hidden: true },
  );
  return [node, "*"];
}

function addFold(wiring: Wiring, values: ValueRef): Ref<unknown> {
  const node = wiring.writer.add(
    { type: "function", function_name: "builtins.fold_values", inputs: { values_glob: values } },
    { is_hidden: true },
  );
  return wiring.ref(node, "value");
}

/** A ref, or a plain list, and no record of such. */
function isList(lists: unknown): boolean {
  return isRef(lists) || Array.isArray(lists);
}

function checkLists(listed: ByPort, shared: ByPort): void {
  if (Object.keys(listed).length === 0)
    throw new TierkreisError("TKR_GRAPH_INVALID", "A map goes through a list, and none was given.");
  for (const port of Object.keys(listed)) {
    if (!Object.hasOwn(shared, port)) continue;
    const message = `The map is given ${JSON.stringify(port)} twice: as a list, and the same for each element.`;
    throw new TierkreisError("TKR_GRAPH_INVALID", message, { port });
  }
}

/** The body's ports as the map takes them: lists where it goes through lists. */
function forLists(face: GraphFace, listed: ByPort): GraphFace["inputs"] {
  const ports = Object.entries(face.inputs).map(([port, declared]): [string, DeclaredPort] => {
    return [port, Object.hasOwn(listed, port) ? { ...declared, schema: listOf(declared) } : declared];
  });
  return Object.fromEntries(ports);
}

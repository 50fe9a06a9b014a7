import {
  TierkreisError,
  type DeclaredPort,
  type Graph,
  type PortDeclaration,
  type PortSchema,
} from "@tierkreis/core";
import type { AnyGraph } from "../types/port-graph.ts";

/** What is known of a graph's ports when it is used. */
export interface GraphFace {
  readonly inputs: Readonly<Record<string, DeclaredPort>>;
  readonly outputs: Readonly<Record<string, DeclaredPort>>;
}

/** The type of a port of which nothing is declared. */
const anything: DeclaredPort = { schema: {}, optional: false };

/** True for whatever can give a graph document. */
export function isGraph(thing: unknown): thing is AnyGraph {
  return (
    typeof thing === "object" && thing !== null && "getData" in thing && typeof thing.getData === "function"
  );
}

/** A graph's document. Throws `TKR_GRAPH_INVALID` when it has no outputs yet. */
export function finishedDocument(graph: AnyGraph): Graph {
  const document = graph.getData();
  if (document.graph_output_idx !== null) return document;
  throw new TierkreisError(
    "TKR_GRAPH_INVALID",
    "A graph without outputs was used in another one. Call its outputs() first; a graph that uses itself takes ref().",
  );
}

/** The ports that a document has; their types where it declares them. */
export function faceOfDocument(document: Graph): GraphFace {
  const { nodes, interface: declared, types } = document;
  const output = nodes[document.graph_output_idx ?? -1];
  return {
    inputs: {
      ...undeclared(nodes.flatMap((node) => (node.type === "input" ? [node.name] : []))),
      ...declaredPorts(declared?.inputs, types),
    },
    outputs: { ...undeclared(Object.keys(output?.inputs ?? {})), ...declaredPorts(declared?.outputs, types) },
  };
}

/** The type of a list of values of a type. A type that refers to its own root can not stand inside another one as it is. */
export function listOf({ schema }: DeclaredPort): PortSchema {
  return JSON.stringify(schema).includes('"$ref"') ? { type: "array" } : { type: "array", items: schema };
}

function undeclared(names: readonly string[]): Record<string, DeclaredPort> {
  return Object.fromEntries(names.map((name) => [name, anything]));
}

/** Declared ports with their types, which a document tells by index. */
export function declaredPorts(
  declarations: Readonly<Record<string, PortDeclaration>> = {},
  types: readonly PortSchema[] = [],
): Record<string, DeclaredPort> {
  const ports = Object.entries(declarations).map(([port, { type, optional }]) => {
    return [port, { schema: types[type] ?? {}, optional: optional === true }] as const;
  });
  return Object.fromEntries(ports);
}

/** Some of the ports. */
export function onlyPorts(ports: GraphFace["inputs"], keep: (port: string) => boolean): GraphFace["inputs"] {
  return Object.fromEntries(Object.entries(ports).filter(([port]) => keep(port)));
}

import type { Graph, PortSchema } from "@tierkreis/core";

/** The declared type of a graph's input or output; `undefined` where nothing is declared. */
export function declaredType(graph: Graph, side: "inputs" | "outputs", port: string): PortSchema | undefined {
  const ports = graph.interface?.[side] ?? {};
  const index = Object.hasOwn(ports, port) ? ports[port]?.type : undefined;
  return index === undefined ? undefined : graph.types?.[index];
}

/** The names of a graph's inputs. */
export function inputNames(graph: Graph): readonly string[] {
  const declared = Object.keys(graph.interface?.inputs ?? {});
  const nodes = graph.nodes.flatMap((node) => (node.type === "input" ? [node.name] : []));
  return [...new Set([...declared, ...nodes])];
}

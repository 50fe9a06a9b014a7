import {
  splitFunctionName,
  type Graph,
  type GraphNode,
  type PortDeclaration,
  type PortSchema,
  type TaskCall,
} from "@tierkreis/core";
import type { PlanNode } from "../scheduler/plan.ts";

/** What an executor is told of a function node. All outputs that are declared or read are asked for. */
export function taskCall(graph: Graph, { node, outputs }: PlanNode, inputs: readonly string[]): TaskCall {
  const declared = node.type === "function" ? node.ports : undefined;
  return {
    ...taskName(node),
    inputs,
    outputs: [
      ...new Set([
        ...Object.keys(declared?.outputs ?? {}),
        ...outputs.map((port) => (port.endsWith("*") ? "*" : port)),
      ]),
    ],
    types: {
      inputs: typesOf(graph, declared?.inputs ?? {}),
      outputs: typesOf(graph, declared?.outputs ?? {}),
    },
  };
}

/** Worker and task of a function node. */
export function taskName(node: GraphNode): { readonly worker: string; readonly task: string } {
  return splitFunctionName(node.type === "function" ? node.function_name : "");
}

function typesOf(graph: Graph, ports: Readonly<Record<string, PortDeclaration>>): Record<string, PortSchema> {
  const types: Record<string, PortSchema> = {};
  for (const [port, { type }] of Object.entries(ports)) {
    const schema = graph.types?.[type];
    if (schema !== undefined) types[port] = schema;
  }
  return types;
}

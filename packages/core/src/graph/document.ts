import { z } from "zod";
import type { Json } from "../value/json.ts";
import type { PortSchema } from "../ports/schema.ts";
import { taskPolicySchema } from "./policy.ts";

/** The node index that stands for the inputs of the evaluation a graph runs in. */
export const FRAME_INPUTS = -1;

const RECORD = "an object";
const VALUE_REF = "[index of a node, name of its output]";
const CONSUMERS = "a list of the indices of nodes";

const index = z.int().min(0);
const valueRef = z.custom<readonly [node: number, port: string]>(isValueRef, VALUE_REF);

// The ports of nodes are most of a large document: they are looked at where they lie, and kept as they are.
const inputs = z.custom<Readonly<Record<string, ValueRef>>>(isRecord, RECORD).check((context) => {
  const { value, issues } = context;
  for (const port in value) {
    if (isValueRef(value[port])) continue;
    issues.push({ code: "custom", path: [port], message: VALUE_REF, input: value[port] });
  }
});

/** Consumers by port. Older Python documents hold one index, newer ones a list; here it is always a list. */
const consumers = z
  .custom<Readonly<Record<string, unknown>>>(isRecord, RECORD)
  .transform((value, context) => {
    const lists: Record<string, readonly number[]> = {};
    let changed = false;
    for (const port in value) {
      const given = value[port];
      const list = given === null ? [] : Array.isArray(given) ? (given as unknown[]) : [given];
      changed ||= list !== given;
      if (list.every(isIndex)) lists[port] = list;
      else context.addIssue({ code: "custom", path: [port], message: CONSUMERS, input: given });
    }
    return changed ? lists : (value as typeof lists);
  });

const portDeclaration = z.object({
  /** The index of the type in the graph's `types`. */
  type: index,
  /** The port may be left without a value. */
  optional: z.literal(true).optional(),
});

const portDeclarations = z.record(z.string(), portDeclaration);

/** What is said of a node beside what it does. */
const nodeMetadata = z.object({
  /** The run stops before this node starts. */
  has_breakpoint: z.boolean().optional(),
  /** Pictures of the graph leave this node out. */
  is_hidden: z.boolean().optional(),
});

const common = {
  inputs: inputs.default({}),
  outputs: consumers.default({}),
};

const nodeSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("input"), name: z.string(), ...common }),
  z.object({ type: z.literal("output"), ...common }),
  z.object({ type: z.literal("const"), value: z.custom<Json>(() => true), ...common }),
  z.object({
    type: z.literal("function"),
    function_name: z.string(),
    ...common,
    ports: z.object({ inputs: portDeclarations, outputs: portDeclarations }).optional(),
    policy: taskPolicySchema.optional(),
  }),
  z.object({ type: z.literal("eval"), graph: valueRef, ...common }),
  z.object({
    type: z.literal("loop"),
    body: valueRef,
    continue_port: z.string(),
    name: z.string().nullish(),
    ...common,
  }),
  z.object({ type: z.literal("map"), body: valueRef, ...common }),
  z.object({ type: z.literal("ifelse"), pred: valueRef, if_true: valueRef, if_false: valueRef, ...common }),
  z.object({ type: z.literal("eifelse"), pred: valueRef, if_true: valueRef, if_false: valueRef, ...common }),
]);

/**
 * A graph document: the JSON of Tierkreis for Python, with `types`, `interface`, and a node's `ports` and `policy` of our own,
 * which Python ignores. A node's id is its index in `nodes`.
 */
export const graphSchema = z.object({
  nodes: z.array(nodeSchema),
  fixed_inputs: z.record(z.string(), z.unknown()).default({}),
  graph_inputs: z.array(z.string()).default([]),
  graph_output_idx: index.nullable().default(null),
  named_nodes: z.record(z.string(), z.unknown()).default({}),
  /** By the node's index, in decimal. */
  node_metadata: z.record(z.string(), nodeMetadata).optional(),
  types: z.array(z.custom<PortSchema>(isRecord, RECORD)).optional(),
  interface: z.object({ inputs: portDeclarations, outputs: portDeclarations }).optional(),
});

export type Graph = z.infer<typeof graphSchema>;
export type GraphNode = Graph["nodes"][number];
export type NodeType = GraphNode["type"];
/** A node's index, and one of its outputs. */
export type ValueRef = readonly [node: number, port: string];
/** A declared port: the index of its type in the graph's `types`, and whether it may be left without a value. */
export interface PortDeclaration {
  type: number;
  optional?: true | undefined;
}

/** Every reference a node makes, with the words that say which of its inputs it is. */
export function nodeRefs(node: GraphNode): readonly (readonly [input: string, ref: ValueRef])[] {
  const refs = Object.entries(node.inputs);
  switch (node.type) {
    case "eval":
      return [["graph", node.graph], ...refs];
    case "loop":
    case "map":
      return [["body", node.body], ...refs];
    case "ifelse":
    case "eifelse":
      return [["pred", node.pred], ["if_true", node.if_true], ["if_false", node.if_false], ...refs];
    default:
      return refs;
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValueRef(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [node, port] = value as unknown[];
  return Number.isSafeInteger(node) && (node as number) >= FRAME_INPUTS && typeof port === "string";
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

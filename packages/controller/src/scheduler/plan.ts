import { consumerEdges, sourceEdges, type Consumers, type Edges } from "./edges.ts";
import { readPorts } from "./read-ports.ts";
import { branchesOf } from "./sources.ts";
import {
  FRAME_INPUTS,
  jsonToValue,
  splitFunctionName,
  type Graph,
  type GraphNode,
  type Json,
  type PureTask,
  type ValueRef,
  type Value,
} from "@tierkreis/core";

/** Where an input's value comes from. */
export type Wire =
  /** A place of the frame's values: an input of the frame, or an output of a node. */
  | { readonly input: string; readonly slot: number; readonly port: string }
  /** A const: known before anything runs. */
  | { readonly input: string; readonly constant: Constant; readonly node: number; readonly port: string };

/** A const's value: decoded once, when somebody needs it. */
export class Constant {
  readonly json: Json;
  #value: Value | undefined;

  constructor(json: Json) {
    this.json = json;
  }

  get value(): Value {
    this.#value ??= jsonToValue(this.json);
    return this.#value;
  }
}

/** A node with everything about it worked out once. */
export interface PlanNode {
  readonly index: number;
  readonly node: GraphNode;
  /** Its inputs by port; for `ifelse` and `eifelse` none. */
  readonly wires: readonly Wire[];
  /** The wires with names of their own: `graph`, `body`, `pred`, `if_true`, `if_false`. */
  readonly special: Readonly<Record<string, Wire>>;
  /** The nodes behind the branches of an `ifelse`, where they have to run. */
  readonly branches: { readonly yes?: number; readonly no?: number };
  /** The outputs that somebody reads. */
  readonly outputs: readonly string[];
  /** The slot of the first of them; the others follow. */
  readonly slot: number;
  /** A run that heeds breakpoints stops before this node. */
  readonly breakpoint: boolean;
  /** The node's task as a function, when it is pure. */
  readonly pure: PureTask | undefined;
}

/** A checked graph made ready to run: made once, in time linear in its nodes and edges, and shared by all its frames. */
export interface Plan {
  readonly graph: Graph;
  readonly nodes: readonly PlanNode[];
  /** The nodes that each node waits for before it can go on. Consts and inputs are never waited for. */
  readonly sources: Edges;
  readonly consumers: Consumers;
  /** Index of the output node. */
  readonly output: number;
  /** Slots of the frame's inputs by port. */
  readonly inputSlots: ReadonlyMap<string, number>;
  readonly slotCount: number;
}

/** Tells which tasks are pure functions. */
export type PureTasks = (worker: string, task: string) => PureTask | undefined;

/** Works a checked graph out. */
export function makePlan(graph: Graph, pure: PureTasks): Plan {
  return new Planner(graph, pure).plan();
}

const NO_WIRES: Readonly<Record<string, Wire>> = {};
const NO_OUTPUTS: readonly string[] = [];

class Planner {
  readonly #graph: Graph;
  readonly #pure: PureTasks;
  readonly #inputSlots = new Map<string, number>();
  /** Per node, the outputs that somebody reads, and the slot of the first. */
  readonly #outputs: readonly (readonly string[] | undefined)[];
  readonly #outputSlots: Int32Array;
  readonly #constants = new Map<number, Constant>();
  /** Tasks by function name: a graph names few tasks in many nodes. */
  readonly #tasks = new Map<string, PureTask | undefined>();
  #slots = 0;

  constructor(graph: Graph, pure: PureTasks) {
    this.#graph = graph;
    this.#pure = pure;
    this.#outputs = readPorts(graph);
    this.#outputSlots = new Int32Array(graph.nodes.length);
    this.#outputs.forEach((ports, index) => {
      this.#outputSlots[index] = this.#slots;
      this.#slots += ports?.length ?? 0;
    });
  }

  plan(): Plan {
    const { nodes, graph_output_idx: output } = this.#graph;
    const planned = nodes.map((node, index) => this.#planned(node, index));
    const sources = sourceEdges(this.#graph);
    return {
      graph: this.#graph,
      nodes: planned,
      sources,
      consumers: consumerEdges(this.#graph, sources),
      output: output ?? -1,
      inputSlots: this.#inputSlots,
      slotCount: this.#slots,
    };
  }

  #planned(node: GraphNode, index: number): PlanNode {
    const { nodes, node_metadata: metadata } = this.#graph;
    return {
      index,
      node,
      wires: this.#wires(node),
      special: this.#special(node),
      branches: branchesOf(node, nodes),
      outputs: this.#outputs[index] ?? NO_OUTPUTS,
      slot: this.#outputSlots[index] ?? 0,
      breakpoint: metadata?.[String(index)]?.has_breakpoint === true,
      pure: node.type === "function" ? this.#pureTask(node.function_name) : undefined,
    };
  }

  #wires({ inputs }: GraphNode): readonly Wire[] {
    return Object.entries(inputs).map(([input, ref]) => this.#wire(input, ref));
  }

  #special(node: GraphNode): Readonly<Record<string, Wire>> {
    switch (node.type) {
      case "eval":
        return { graph: this.#wire("graph", node.graph) };
      case "loop":
      case "map":
        return { body: this.#wire("body", node.body) };
      case "ifelse":
      case "eifelse":
        return {
          pred: this.#wire("pred", node.pred),
          if_true: this.#wire("if_true", node.if_true),
          if_false: this.#wire("if_false", node.if_false),
        };
      default:
        return NO_WIRES;
    }
  }

  #wire(input: string, [source, port]: ValueRef): Wire {
    const node = this.#graph.nodes[source];
    if (node?.type === "const")
      return { input, constant: this.#constant(source, node.value), node: source, port };
    if (source === FRAME_INPUTS) return { input, slot: this.#inputSlot(port), port };
    if (node?.type === "input") return { input, slot: this.#inputSlot(node.name), port };
    return { input, slot: this.#outputSlot(source, port), port };
  }

  #constant(node: number, json: Json): Constant {
    let constant = this.#constants.get(node);
    if (constant === undefined) this.#constants.set(node, (constant = new Constant(json)));
    return constant;
  }

  #inputSlot(port: string): number {
    const known = this.#inputSlots.get(port);
    if (known !== undefined) return known;
    this.#inputSlots.set(port, this.#slots);
    return this.#slots++;
  }

  #outputSlot(node: number, port: string): number {
    return (this.#outputSlots[node] ?? 0) + (this.#outputs[node]?.indexOf(port) ?? 0);
  }

  #pureTask(functionName: string): PureTask | undefined {
    if (this.#tasks.has(functionName)) return this.#tasks.get(functionName);
    const { worker, task } = splitFunctionName(functionName);
    const pure = this.#pure(worker, task);
    this.#tasks.set(functionName, pure);
    return pure;
  }
}

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

/** What a consumer waits for: all its sources at once, or the one branch it chose. */
export const ALL = 0;
export const TRUE_BRANCH = 1;
const FALSE_BRANCH = 2;

/** A node that waits for another one, and which of its waits that is. */
interface Consumer {
  readonly node: number;
  readonly role: typeof ALL | typeof TRUE_BRANCH | typeof FALSE_BRANCH;
}

/** A node with everything about it worked out once. */
export interface PlanNode {
  readonly index: number;
  readonly node: GraphNode;
  /** Its inputs by port; for `ifelse` and `eifelse` none. */
  readonly wires: readonly Wire[];
  /** The wires with names of their own: `graph`, `body`, `pred`, `if_true`, `if_false`. */
  readonly special: Readonly<Record<string, Wire>>;
  /** The nodes it waits for before it can go on, each once. Consts and inputs are never waited for. */
  readonly sources: readonly number[];
  /** The nodes behind the branches of an `ifelse`, where they have to run. */
  readonly branches: { readonly yes?: number; readonly no?: number };
  readonly consumers: readonly Consumer[];
  /** The outputs that somebody reads, each with its slot. */
  readonly outputs: readonly { readonly port: string; readonly slot: number }[];
  /** A run that heeds breakpoints stops before this node. */
  readonly breakpoint: boolean;
  /** The node's task as a function, when it is pure. */
  readonly pure: PureTask | undefined;
}

/** A checked graph made ready to run: made once, in time linear in its nodes and edges, and shared by all its frames. */
export interface Plan {
  readonly graph: Graph;
  readonly nodes: readonly PlanNode[];
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
const NO_NODES: readonly number[] = [];

class Planner {
  readonly #graph: Graph;
  readonly #pure: PureTasks;
  readonly #inputSlots = new Map<string, number>();
  /** Per node, the outputs that somebody reads. */
  readonly #outputs: { readonly port: string; readonly slot: number }[][];
  readonly #constants: (Constant | undefined)[];
  /** Tasks by function name: a graph names few tasks in many nodes. */
  readonly #tasks = new Map<string, PureTask | undefined>();
  #slots = 0;

  constructor(graph: Graph, pure: PureTasks) {
    this.#graph = graph;
    this.#pure = pure;
    this.#outputs = graph.nodes.map(() => []);
    this.#constants = graph.nodes.map((node) =>
      node.type === "const" ? new Constant(node.value) : undefined,
    );
  }

  plan(): Plan {
    const { nodes, graph_output_idx: output, node_metadata: metadata } = this.#graph;
    const planned: PlanNode[] = [];
    const consumers: Consumer[][] = nodes.map(() => []);
    for (const [index, node] of nodes.entries()) {
      const { sources, branches } = sourcesOf(node, nodes);
      for (const source of sources) consumers[source]?.push({ node: index, role: ALL });
      if (branches.yes !== undefined) consumers[branches.yes]?.push({ node: index, role: TRUE_BRANCH });
      if (branches.no !== undefined) consumers[branches.no]?.push({ node: index, role: FALSE_BRANCH });
      planned.push({
        index,
        node,
        wires: this.#wires(node),
        special: this.#special(node),
        sources,
        branches,
        consumers: consumers[index] ?? [],
        outputs: this.#outputs[index] ?? [],
        breakpoint: metadata?.[String(index)]?.has_breakpoint === true,
        pure: node.type === "function" ? this.#pureTask(node.function_name) : undefined,
      });
    }
    return {
      graph: this.#graph,
      nodes: planned,
      output: output ?? -1,
      inputSlots: this.#inputSlots,
      slotCount: this.#slots,
    };
  }

  #wires(node: GraphNode): readonly Wire[] {
    const wires: Wire[] = [];
    for (const input in node.inputs) {
      const ref = node.inputs[input];
      if (ref !== undefined) wires.push(this.#wire(input, ref));
    }
    return wires;
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
    const constant = this.#constants[source];
    if (constant !== undefined) return { input, constant, node: source, port };
    const node = this.#graph.nodes[source];
    if (source === FRAME_INPUTS) return { input, slot: this.#inputSlot(port), port };
    if (node?.type === "input") return { input, slot: this.#inputSlot(node.name), port };
    return { input, slot: this.#outputSlot(source, port), port };
  }

  #inputSlot(port: string): number {
    const known = this.#inputSlots.get(port);
    if (known !== undefined) return known;
    this.#inputSlots.set(port, this.#slots);
    return this.#slots++;
  }

  #outputSlot(node: number, port: string): number {
    const outputs = this.#outputs[node] ?? [];
    const known = outputs.find((output) => output.port === port);
    if (known !== undefined) return known.slot;
    outputs.push({ port, slot: this.#slots });
    return this.#slots++;
  }

  #pureTask(functionName: string): PureTask | undefined {
    if (this.#tasks.has(functionName)) return this.#tasks.get(functionName);
    const { worker, task } = splitFunctionName(functionName);
    const pure = this.#pure(worker, task);
    this.#tasks.set(functionName, pure);
    return pure;
  }
}

/** The nodes that a node waits for: all of `sources` at first; an `ifelse` then for one of its branches. */
function sourcesOf(
  node: GraphNode,
  nodes: Graph["nodes"],
): { readonly sources: readonly number[]; readonly branches: PlanNode["branches"] } {
  const sources: number[] = [];
  const isActive = (source: number) => {
    const type = nodes[source]?.type;
    return type !== undefined && type !== "const" && type !== "input";
  };
  const add = ([source]: ValueRef) => {
    if (isActive(source) && sources.at(-1) !== source) sources.push(source);
  };
  switch (node.type) {
    case "eval":
      add(node.graph);
      break;
    case "loop":
    case "map":
      add(node.body);
      break;
    case "ifelse":
    case "eifelse":
      add(node.pred);
      break;
    default:
      break;
  }
  if (node.type === "eifelse") {
    add(node.if_true);
    add(node.if_false);
  }
  for (const input in node.inputs) {
    const ref = node.inputs[input];
    if (ref !== undefined) add(ref);
  }
  return {
    sources: sources.length === 0 ? NO_NODES : sources.length === 1 ? sources : [...new Set(sources)],
    branches: node.type === "ifelse" ? activeBranches(node, isActive) : NO_BRANCHES,
  };
}

const NO_BRANCHES: PlanNode["branches"] = {};

function activeBranches(
  { if_true: [yes], if_false: [no] }: Extract<GraphNode, { type: "ifelse" }>,
  isActive: (source: number) => boolean,
): PlanNode["branches"] {
  return { ...(isActive(yes) ? { yes } : {}), ...(isActive(no) ? { no } : {}) };
}

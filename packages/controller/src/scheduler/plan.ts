import {
  FRAME_INPUTS,
  jsonToValue,
  splitFunctionName,
  type Graph,
  type GraphNode,
  type Json,
  type PureTask,
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
export const FALSE_BRANCH = 2;

/** A node that waits for another one, and which of its waits that is. */
export interface Consumer {
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

class Planner {
  readonly #graph: Graph;
  readonly #pure: PureTasks;
  readonly #inputSlots = new Map<string, number>();
  readonly #outputSlots: Map<string, number>[];
  readonly #constants: (Constant | undefined)[];
  #slots = 0;

  constructor(graph: Graph, pure: PureTasks) {
    this.#graph = graph;
    this.#pure = pure;
    this.#outputSlots = graph.nodes.map(() => new Map<string, number>());
    this.#constants = graph.nodes.map((node) =>
      node.type === "const" ? new Constant(node.value) : undefined,
    );
  }

  plan(): Plan {
    const { nodes } = this.#graph;
    // All wires first: they say which outputs somebody reads.
    const wired = nodes.map((node) => ({ wires: this.#wires(node), special: this.#special(node) }));
    const waits = nodes.map((node) => sourcesOf(node, nodes));
    const consumers: Consumer[][] = nodes.map(() => []);
    waits.forEach(({ all, yes, no }, node) => {
      for (const source of all) consumers[source]?.push({ node, role: ALL });
      if (yes !== undefined) consumers[yes]?.push({ node, role: TRUE_BRANCH });
      if (no !== undefined) consumers[no]?.push({ node, role: FALSE_BRANCH });
    });
    return {
      graph: this.#graph,
      nodes: nodes.map((node, index) => ({
        index,
        node,
        wires: wired[index]?.wires ?? [],
        special: wired[index]?.special ?? {},
        sources: waits[index]?.all ?? [],
        branches: waits[index] ?? {},
        consumers: consumers[index] ?? [],
        outputs: [...(this.#outputSlots[index] ?? [])].map(([port, slot]) => ({ port, slot })),
        breakpoint: this.#graph.node_metadata?.[String(index)]?.has_breakpoint === true,
        pure: this.#pureTask(node),
      })),
      output: this.#graph.graph_output_idx ?? -1,
      inputSlots: this.#inputSlots,
      slotCount: this.#slots,
    };
  }

  #wires(node: GraphNode): readonly Wire[] {
    return Object.entries(node.inputs).map(([input, [source, port]]) => this.#wire(input, source, port));
  }

  #special(node: GraphNode): Readonly<Record<string, Wire>> {
    const wire = (input: string, [source, port]: readonly [number, string]) => ({
      [input]: this.#wire(input, source, port),
    });
    switch (node.type) {
      case "eval":
        return wire("graph", node.graph);
      case "loop":
      case "map":
        return wire("body", node.body);
      case "ifelse":
      case "eifelse":
        return {
          ...wire("pred", node.pred),
          ...wire("if_true", node.if_true),
          ...wire("if_false", node.if_false),
        };
      default:
        return {};
    }
  }

  #wire(input: string, source: number, port: string): Wire {
    const constant = this.#constants[source];
    if (constant !== undefined) return { input, constant, node: source, port };
    const node = this.#graph.nodes[source];
    if (source === FRAME_INPUTS) return { input, slot: this.#slotIn(this.#inputSlots, port), port };
    if (node?.type === "input") return { input, slot: this.#slotIn(this.#inputSlots, node.name), port };
    return { input, slot: this.#slotIn(this.#outputSlots[source] ?? new Map<string, number>(), port), port };
  }

  #slotIn(slots: Map<string, number>, port: string): number {
    const known = slots.get(port);
    if (known !== undefined) return known;
    slots.set(port, this.#slots);
    return this.#slots++;
  }

  #pureTask(node: GraphNode): PureTask | undefined {
    if (node.type !== "function") return undefined;
    const { worker, task } = splitFunctionName(node.function_name);
    return this.#pure(worker, task);
  }
}

/** The nodes that a node waits for: `all` at first; an `ifelse` then for one of its branches. */
function sourcesOf(
  node: GraphNode,
  nodes: Graph["nodes"],
): { all: readonly number[]; yes?: number; no?: number } {
  const isActive = (source: number) => {
    const type = nodes[source]?.type;
    return type !== undefined && type !== "const" && type !== "input";
  };
  const active = (sources: readonly number[]) => [...new Set(sources)].filter(isActive);
  const inputs = Object.values(node.inputs).map(([source]) => source);
  switch (node.type) {
    case "eval":
      return { all: active([node.graph[0], ...inputs]) };
    case "loop":
    case "map":
      return { all: active([node.body[0], ...inputs]) };
    case "eifelse":
      return { all: active([node.pred[0], node.if_true[0], node.if_false[0]]) };
    case "ifelse": {
      const [yes] = active([node.if_true[0]]);
      const [no] = active([node.if_false[0]]);
      return {
        all: active([node.pred[0]]),
        ...(yes === undefined ? {} : { yes }),
        ...(no === undefined ? {} : { no }),
      };
    }
    default:
      return { all: active(inputs) };
  }
}

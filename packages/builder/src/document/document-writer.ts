import {
  nodeRefs,
  type DeclaredPort,
  type Graph,
  type GraphNode,
  type PortDeclaration,
  type PortSchema,
} from "@tierkreis/core";

/** A node before it has consumers. */
export type NewNode = GraphNode extends infer Node
  ? Node extends GraphNode
    ? Omit<Node, "outputs">
    : never
  : never;

/** What is said of a node beside what it does. */
export type NodeNotes = NonNullable<Graph["node_metadata"]>[string];

/** Collects the nodes and types of one graph document. Types that are alike are kept once. */
export class DocumentWriter {
  readonly #nodes: GraphNode[] = [];
  readonly #notes: Record<string, NodeNotes> = {};
  readonly #types: PortSchema[] = [];
  readonly #typeIndex = new Map<string, number>();

  /** The index that the next node will have. */
  get next(): number {
    return this.#nodes.length;
  }

  /** Adds a node and gives its index. */
  add(node: NewNode, notes?: NodeNotes): number {
    const index = this.#nodes.length;
    this.#nodes.push({ ...node, outputs: {} });
    if (notes !== undefined) this.#notes[index] = notes;
    return index;
  }

  /** The declarations of some ports, their types taken into the document. */
  declare(ports: Readonly<Record<string, DeclaredPort>>): Record<string, PortDeclaration> {
    const declarations: Record<string, PortDeclaration> = {};
    for (const [port, { schema, optional }] of Object.entries(ports)) {
      declarations[port] = { type: this.#type(schema), ...(optional ? { optional } : {}) };
    }
    return declarations;
  }

  /** The document as it stands: a new object each time, so that later additions do not change it. */
  finish(face: Graph["interface"]): Graph {
    const consumers = this.#consumers();
    const output = this.#nodes.findIndex((node) => node.type === "output");
    return {
      nodes: this.#nodes.map((node, index) => ({ ...node, outputs: consumers[index] ?? {} })),
      fixed_inputs: {},
      graph_inputs: this.#nodes.flatMap((node) => (node.type === "input" ? [node.name] : [])),
      graph_output_idx: output === -1 ? null : output,
      named_nodes: this.#namedNodes(),
      ...(Object.keys(this.#notes).length === 0 ? {} : { node_metadata: { ...this.#notes } }),
      types: [...this.#types],
      ...(face === undefined ? {} : { interface: face }),
    };
  }

  #type(schema: PortSchema): number {
    const text = JSON.stringify(schema);
    const known = this.#typeIndex.get(text);
    if (known !== undefined) return known;
    this.#types.push(schema);
    this.#typeIndex.set(text, this.#types.length - 1);
    return this.#types.length - 1;
  }

  /** Each node that takes a value, as an input or as graph, body, predicate or branch. */
  #consumers(): Record<string, number[]>[] {
    const consumers: Record<string, number[]>[] = this.#nodes.map(() => ({}));
    this.#nodes.forEach((node, index) => {
      for (const [, [source, port]] of nodeRefs(node)) {
        const of = consumers[source];
        if (of === undefined) continue;
        const list = (of[port] ??= []);
        if (list.at(-1) !== index) list.push(index);
      }
    });
    return consumers;
  }

  /** Python finds named loops by these; of loops with one name the last. */
  #namedNodes(): Record<string, number> {
    const named = this.#nodes.flatMap((node, index) =>
      node.type === "loop" && typeof node.name === "string" ? [[node.name, index] as const] : [],
    );
    return Object.fromEntries(named);
  }
}

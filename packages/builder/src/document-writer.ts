import type { Graph, GraphNode, PortDeclaration, PortSchema, ValueRef } from "@tierkreis/core";

/** A node before it has consumers. */
export type NewNode = GraphNode extends infer Node
  ? Node extends GraphNode
    ? Omit<Node, "outputs">
    : never
  : never;

/** Collects the nodes and types of one graph document. Types that are alike are kept once. */
export class DocumentWriter {
  readonly #nodes: NewNode[] = [];
  readonly #types: PortSchema[] = [];
  readonly #typeIndex = new Map<string, number>();

  /** Adds a node and gives its index. */
  add(node: NewNode): number {
    this.#nodes.push(node);
    return this.#nodes.length - 1;
  }

  /** The declarations of some ports, their types taken into the document. */
  declare(schemas: Readonly<Record<string, DeclaredPort>>): Record<string, PortDeclaration> {
    const declarations: Record<string, PortDeclaration> = {};
    for (const [port, { schema, optional }] of Object.entries(schemas)) {
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
      named_nodes: {},
      types: [...this.#types],
      interface: face,
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

  #consumers(): Record<string, number[]>[] {
    const consumers: Record<string, number[]>[] = this.#nodes.map(() => ({}));
    this.#nodes.forEach((node, index) => {
      for (const [source, port] of Object.values<ValueRef>(node.inputs)) {
        const of = consumers[source];
        if (of === undefined) continue;
        const list = (of[port] ??= []);
        if (list.at(-1) !== index) list.push(index);
      }
    });
    return consumers;
  }
}

/** A port's type, and whether it may be left without a value. */
export interface DeclaredPort {
  readonly schema: PortSchema;
  readonly optional: boolean;
}

import { toGraph, type Graph, type GraphNode, type Value } from "@tierkreis/core";
import { pureTasks } from "./pure-tasks.ts";

type Outputs = Readonly<Record<string, unknown>>;

/** What the interpreter found, beside the outputs. */
export interface Interpreted {
  readonly outputs: Outputs;
  /** Locations of the tasks of programs that were needed. */
  readonly needed: ReadonlySet<string>;
}

/**
 * The meaning of graphs, as plainly as it can be said: recursive, lazy, one value after the other, without any care for speed
 * or depth. The engine must agree with it.
 */
export function interpret(graph: Graph, inputs: Outputs = {}): Interpreted {
  const needed = new Set<string>();
  return {
    outputs: new Evaluation(graph, { ...inputs, body: graph }, { location: "-", needed }).outputs(),
    needed,
  };
}

interface Site {
  readonly location: string;
  readonly needed: Set<string>;
}

/** A graph with some of its inputs. */
class Fixed {
  readonly graph: unknown;
  readonly inputs: Outputs;

  constructor(graph: unknown, inputs: Outputs) {
    this.graph = graph;
    this.inputs = inputs;
  }
}

class Evaluation {
  readonly #graph: Graph;
  readonly #inputs: Outputs;
  readonly #site: Site;
  readonly #known = new Map<number, Outputs>();

  constructor(graph: Graph, inputs: Outputs, site: Site) {
    this.#graph = graph;
    this.#inputs = inputs;
    this.#site = site;
  }

  outputs(): Outputs {
    const node = this.#graph.nodes[this.#graph.graph_output_idx ?? -1];
    return this.#gather(node?.inputs ?? {});
  }

  #read([node, port]: readonly [number, string]): unknown {
    if (node === -1) return this.#inputs[port];
    let outputs = this.#known.get(node);
    const of = this.#graph.nodes[node];
    if (outputs === undefined && of !== undefined)
      this.#known.set(node, (outputs = this.#evaluate(of, node)));
    return outputs?.[port];
  }

  #gather(wires: GraphNode["inputs"]): Outputs {
    return Object.fromEntries(Object.entries(wires).map(([port, ref]) => [port, this.#read(ref)]));
  }

  #inside(body: unknown, inputs: Outputs, step: string): Outputs {
    if (body instanceof Fixed) return this.#inside(body.graph, { ...body.inputs, ...inputs }, step);
    const graph = toGraph(body);
    return new Evaluation(
      graph,
      { body: graph, ...inputs },
      { ...this.#site, location: `${this.#site.location}.${step}` },
    ).outputs();
  }

  #evaluate(node: GraphNode, index: number): Outputs {
    const step = `N${String(index)}`;
    switch (node.type) {
      case "input":
        return { [node.name]: this.#inputs[node.name] };
      case "const":
        return { value: node.value };
      case "output":
        return {};
      case "function":
        return this.#task(node.function_name, this.#gather(node.inputs), step);
      case "eval":
        return this.#inside(this.#read(node.graph), this.#gather(node.inputs), step);
      case "loop": {
        const first = this.#gather(node.inputs);
        let last: Outputs = {};
        for (let round = 0; ; round++) {
          last = this.#inside(this.#read(node.body), { ...first, ...last }, `${step}.L${String(round)}`);
          if (last[node.continue_port] === false) return last;
        }
      }
      case "map":
        return this.#map(node, step);
      case "ifelse":
        return { value: this.#read(this.#read(node.pred) === true ? node.if_true : node.if_false) };
      case "eifelse": {
        const [yes, no] = [this.#read(node.if_true), this.#read(node.if_false)];
        return { value: this.#read(node.pred) === true ? yes : no };
      }
    }
  }

  #task(name: string, inputs: Outputs, step: string): Outputs {
    const pure = pureTasks[name.slice("pure.".length)];
    if (name === "builtins.partial") {
      const { graph, ...fixed } = inputs;
      return { value: new Fixed(graph, fixed) };
    }
    if (name.startsWith("pure.") && pure !== undefined) return pure(inputs as Record<string, Value>);
    this.#site.needed.add(`${this.#site.location}.${step}`);
    const numbers = Object.values(inputs).filter((one) => typeof one === "number");
    return { value: numbers.reduce((sum, one) => sum + one, 1) % 1_000_003 };
  }

  #map(node: Extract<GraphNode, { type: "map" }>, step: string): Outputs {
    const lists = Object.entries(node.inputs).filter(([, [, port]]) => port.endsWith("*"));
    const values = this.#gather(node.inputs);
    const first = values[lists[0]?.[0] ?? ""] as readonly unknown[];
    const elements = first.map((_, index) => {
      const own = Object.fromEntries(
        lists.map(([port]) => [port, (values[port] as readonly unknown[])[index]]),
      );
      return this.#inside(this.#read(node.body), { ...values, ...own }, `${step}.M${String(index)}`);
    });
    const body = toGraph(this.#read(node.body));
    const ports = Object.keys(body.nodes[body.graph_output_idx ?? -1]?.inputs ?? {});
    return Object.fromEntries(ports.map((port) => [`${port}-*`, elements.map((one) => one[port])]));
  }
}

import { isRef, type Ref, type Wired } from "@tierkreis/core";
import { embedGraph } from "./constructs/embed.ts";
import { addEval, addLoop } from "./constructs/evaluate.ts";
import { mapFunction } from "./constructs/map-function.ts";
import { addMap, mapGiven } from "./constructs/map-nodes.ts";
import { addPartial, fixInputs } from "./constructs/partial.ts";
import type {
  Elements,
  ElementsOf,
  FixedValues,
  FixedWires,
  Gathered,
  Lists,
  ListWires,
  LoopBody,
  Partially,
  SharedArguments,
  SingleList,
} from "./types/bodies.ts";
import type { AnyGraph, GraphLike, InPortsOf, OutPortsOf } from "./types/port-graph.ts";
import type { InputArguments, ListRefs, LoopOptions, NodeOptions, Refs } from "./types/wires.ts";
import { ValueConstructs } from "./value-constructs.ts";

/** What a graph is built of out of other graphs. */
export class GraphConstructs extends ValueConstructs {
  /** Evaluates a graph once, at a location of its own: its outputs, for these inputs. */
  eval<G extends GraphLike>(graph: G, ...given: InputArguments<InPortsOf<G>>): Refs<OutPortsOf<G>>;
  eval(graph: GraphLike, inputs?: unknown, options?: NodeOptions): unknown {
    return addEval(this.wiring, graph, { inputs, options });
  }

  /**
   * Evaluates a graph again and again, while its output `should_continue` is true, and at least once. An output that is also
   * an input is the next iteration's input; other inputs stay as they are. Gives the outputs of the last iteration.
   */
  loop<G extends GraphLike>(
    body: G & LoopBody<G>,
    ...given: InputArguments<InPortsOf<G>, LoopOptions>
  ): Refs<OutPortsOf<G>>;
  loop(body: GraphLike, inputs?: unknown, options?: LoopOptions): unknown {
    return addLoop(this.wiring, body, { inputs, options });
  }

  /**
   * Evaluates a graph for each element of a list, or of lists of the same length by port; `shared` inputs are the same for
   * each. Gives the list of its single `value`, else lists by port, in the order of the elements.
   *
   * A function instead of a graph is called once, with refs that stand for the elements, and can only re-wire: split a list
   * into lists by port, choose, rename.
   */
  map<T, E extends Elements>(body: (element: Ref<T>) => E, list: Wired<readonly T[]>): Gathered<E>;
  map<L extends Lists, E extends Elements>(body: (elements: ElementsOf<L>) => E, lists: L): Gathered<E>;
  map<G extends GraphLike>(body: G, list: SingleList<G>, options?: NodeOptions): ListRefs<OutPortsOf<G>>;
  map<G extends GraphLike, Listed extends keyof InPortsOf<G>>(
    body: G,
    lists: ListWires<G, Listed>,
    ...rest: SharedArguments<G, Listed>
  ): ListRefs<OutPortsOf<G>>;
  map(
    body: GraphLike | ((elements: never) => unknown),
    lists: unknown,
    ...rest: [object?, NodeOptions?]
  ): unknown {
    if (typeof body === "function") return mapFunction(this.wiring, body, lists);
    return addMap(this.wiring, body, mapGiven(lists, ...rest));
  }

  /** Copies the nodes of a graph into this one, its inputs replaced: `eval` without a location of its own. */
  embed<G extends AnyGraph>(graph: G, ...given: InputArguments<InPortsOf<G>, never>): Refs<OutPortsOf<G>>;
  embed(graph: AnyGraph, inputs?: unknown): unknown {
    return embedGraph(this.wiring, graph, inputs);
  }

  /**
   * A graph with some inputs fixed. With plain values it is a graph like any other, with consts in it; with refs, or for a
   * graph that is itself a ref, it is made when the graph runs.
   */
  partial<G extends AnyGraph, Fixed extends keyof InPortsOf<G>>(
    graph: G,
    fixed: FixedValues<G, Fixed>,
  ): Partially<G, Fixed>;
  partial<G extends GraphLike, Fixed extends keyof InPortsOf<G>>(
    graph: G,
    fixed: FixedWires<G, Fixed>,
  ): Ref<Partially<G, Fixed>>;
  partial(graph: GraphLike, fixed: Readonly<Record<string, unknown>>): unknown {
    if (isRef(graph) || Object.values(fixed).some((wired) => isRef(wired)))
      return addPartial(this.wiring, graph, fixed);
    return fixInputs(graph, fixed);
  }
}

import {
  declarePorts,
  FRAME_INPUTS,
  isRef,
  isZodType,
  portRecord,
  TierkreisError,
  type Graph,
  type InputValues,
  type OutputValues,
  type PortTypes,
  type Ref,
} from "@tierkreis/core";
import { byPorts } from "./by-ports.ts";
import type { GraphFace } from "./document/graph-face.ts";
import { facesOfTypes } from "./document/type-face.ts";
import { GraphConstructs } from "./graph-constructs.ts";
import type { GraphType, InputPorts, NoPorts, OutputPorts } from "./types/port-graph.ts";
import type { InputRefs, NodeOptions, OutputWires } from "./types/wires.ts";

/**
 * Builds a graph, node by node. Every value in it is a {@link Ref} that carries its TypeScript type, so that wiring which can
 * not work does not compile.
 *
 * @example
 * const g = new GraphBuilder({ inputs: { message: z.string() }, outputs: bytes() });
 * g.outputs(g.task(script("tee", g.inputs.message)));
 */
export class GraphBuilder<In extends PortTypes = NoPorts, Out extends PortTypes = PortTypes>
  extends GraphConstructs
  implements GraphType<In, Out>
{
  declare readonly "~types"?: (inputs: InputValues<In>) => OutputValues<Out>;
  declare readonly "~ports"?: (inputs: InputPorts<In>) => OutputPorts<Out>;
  /** The values the graph is given. */
  readonly inputs: InputRefs<In>;
  readonly #face: GraphFace;
  readonly #declared: NonNullable<Graph["interface"]>;
  /** The outputs were declared by one type. */
  readonly #single: boolean;
  #finished = false;

  /**
   * @param ports The graph's inputs (none when left out) and outputs: zod types by port, or one type for the port `value`.
   *   Throws `TKR_PORT_NAME` or `TKR_TYPE_UNSUPPORTED`.
   */
  constructor(ports: { readonly inputs?: In; readonly outputs: Out }) {
    super();
    const inputs: PortTypes = ports.inputs ?? {};
    const { writer } = this.wiring;
    this.#face = {
      inputs: declarePorts(inputs, "the graph"),
      outputs: declarePorts(ports.outputs, "the graph"),
    };
    this.#declared = {
      inputs: writer.declare(this.#face.inputs),
      outputs: writer.declare(this.#face.outputs),
    };
    this.#single = isZodType(ports.outputs);
    const faces = facesOfTypes(inputs);
    const refs = Object.keys(portRecord(inputs)).map((name) => {
      const node = writer.add({ type: "input", name, inputs: {} });
      return [name, this.wiring.ref(node, name, faces.get(name))] as const;
    });
    this.inputs = (isZodType(inputs) ? refs[0]?.[1] : Object.fromEntries(refs)) as InputRefs<In>;
  }

  /** This graph itself, as a value: for recursion by `eval`, `map` and `loop`. Throws `TKR_GRAPH_INVALID` when it has an input `body`. */
  ref(): Ref<GraphType<In, Out>> {
    if (Object.hasOwn(this.#face.inputs, "body"))
      throw new TierkreisError(
        "TKR_GRAPH_INVALID",
        'A graph with an input "body" can not refer to itself, which has that name.',
      );
    return this.wiring.ref(FRAME_INPUTS, "body", this.#face) as Ref<GraphType<In, Out>>;
  }

  /** Says what the graph gives: a ref or plain value for each output. To be called once; a second call is `TKR_GRAPH_INVALID`. */
  outputs(given: OutputWires<Out>, options?: NodeOptions): void {
    if (this.#finished)
      throw new TierkreisError(
        "TKR_GRAPH_INVALID",
        "The graph has its outputs already: call outputs() once.",
      );
    const { outputs } = this.#face;
    const byPort =
      this.#single || isRef(given) ? byPorts(outputs, given) : (given as Readonly<Record<string, unknown>>);
    this.wiring.add(
      { type: "output", inputs: this.wiring.inputs("the graph's outputs", outputs, byPort) },
      options,
    );
    this.#finished = true;
  }

  /** The graph document: plain data, a new copy at each call. */
  getData(): Graph {
    return this.wiring.writer.finish(this.#declared);
  }
}

import { byPorts } from "../by-ports.ts";
import type { GraphLike } from "../types/port-graph.ts";
import type { LoopOptions, NodeOptions } from "../types/wires.ts";
import type { Wiring } from "../wiring.ts";

/** Inputs and options, as they come after a graph. */
export interface EvalGiven<Options extends NodeOptions> {
  readonly inputs: unknown;
  readonly options: Options | undefined;
}

/** The output of a loop's body that says whether it goes on. */
const CONTINUE = "should_continue";

/** Adds one evaluation of a graph. */
export function addEval(
  wiring: Wiring,
  body: GraphLike,
  { inputs: given, options }: EvalGiven<NodeOptions>,
): unknown {
  const { source, face } = wiring.body(body);
  const inputs = wiring.graphInputs(face?.inputs, byPorts(face?.inputs, given));
  const node = wiring.add({ type: "eval", graph: source, inputs }, options);
  return wiring.result(face?.outputs, (port) => wiring.ref(node, port));
}

/** Adds a loop over a graph. */
export function addLoop(
  wiring: Wiring,
  body: GraphLike,
  { inputs: given, options }: EvalGiven<LoopOptions>,
): unknown {
  const { source, face } = wiring.body(body);
  const inputs = wiring.graphInputs(face?.inputs, byPorts(face?.inputs, given));
  const name = options?.name ?? null;
  const node = wiring.add({ type: "loop", body: source, inputs, continue_port: CONTINUE, name }, options);
  return wiring.result(face?.outputs, (port) => wiring.ref(node, port));
}

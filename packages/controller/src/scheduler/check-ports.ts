import { TierkreisError, type Location } from "@tierkreis/core";
import { locationWords } from "./location-words.ts";
import type { Plan, PlanNode } from "./plan.ts";

/** Throws `TKR_GRAPH_INVALID` unless a body gets the inputs it reads and gives the outputs that are read. */
export function checkPorts(planned: PlanNode, body: Plan, path: Location): void {
  for (const problem of portProblems(planned, body, path)) throw problem;
}

/** The `TKR_GRAPH_INVALID` of each input that a body does not get, and each output that it does not give. */
export function* portProblems(
  { node, outputs, wires }: PlanNode,
  body: Plan,
  path: Location,
): Generator<TierkreisError, void, void> {
  const gives = new Set(Object.keys(body.nodes[body.output]?.node.inputs ?? {}));
  const given = new Set(["body", ...wires.map((wire) => wire.input)]);
  if (node.type === "loop" && !gives.has(node.continue_port)) {
    const port = JSON.stringify(node.continue_port);
    yield wrong(path, `its body gives no ${port}, which says whether the loop goes on`);
  }
  for (const port of body.inputSlots.keys()) {
    const optional = body.graph.interface?.inputs[port]?.optional === true;
    if (!given.has(port) && !optional)
      yield wrong(path, `its body reads the input ${JSON.stringify(port)}, which it is not given`);
  }
  for (const port of outputs) {
    const name = node.type === "map" ? port.replace(/-(\*|\d+)$/, "") : port;
    if (!gives.has(name))
      yield wrong(
        path,
        `its output ${JSON.stringify(port)} is read, but its body gives only ${[...gives].join(", ")}`,
      );
  }
}

function wrong(path: Location, message: string): TierkreisError {
  return new TierkreisError(
    "TKR_GRAPH_INVALID",
    `The graph is not valid: at ${locationWords(path)}, ${message}.`,
    {
      location: path,
    },
  );
}

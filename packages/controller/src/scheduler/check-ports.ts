import { TierkreisError, type Location } from "@tierkreis/core";
import { locationWords } from "./location-words.ts";
import type { Plan, PlanNode } from "./plan.ts";

/** Throws `TKR_GRAPH_INVALID` unless a body gets the inputs it reads and gives the outputs that are read. */
export function checkPorts({ node, outputs, wires }: PlanNode, body: Plan, path: Location): void {
  const gives = new Set(Object.keys(body.nodes[body.output]?.node.inputs ?? {}));
  const given = new Set(["body", ...wires.map((wire) => wire.input)]);
  if (node.type === "loop") {
    if (!gives.has(node.continue_port)) {
      throw wrong(
        path,
        `its body gives no ${JSON.stringify(node.continue_port)}, which says whether the loop goes on`,
      );
    }
  }
  for (const port of body.inputSlots.keys()) {
    const optional = body.graph.interface?.inputs[port]?.optional === true;
    if (!given.has(port) && !optional)
      throw wrong(path, `its body reads the input ${JSON.stringify(port)}, which it is not given`);
  }
  for (const port of outputs) {
    const name = node.type === "map" ? port.replace(/-(\*|\d+)$/, "") : port;
    if (!gives.has(name))
      throw wrong(
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

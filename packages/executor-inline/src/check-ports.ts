import { TierkreisError, type TaskDefinition, type TaskSite } from "@tierkreis/core";

/** Throws `TKR_GRAPH_INVALID`, with the port, unless the graph wires the task to the ports that it has. */
export function checkPorts(definition: TaskDefinition, site: TaskSite): void {
  const { worker, task, location } = site;
  const { inputs, outputs } = definition.declared();
  const refuse = (port: string, problem: string): TierkreisError =>
    new TierkreisError(
      "TKR_GRAPH_INVALID",
      `[executor-inline] ${worker}.${task} at ${location} ${problem}.`,
      {
        worker,
        task,
        port,
        location,
      },
    );
  for (const [port, { optional }] of Object.entries(inputs)) {
    if (!optional && !site.inputs.includes(port))
      throw refuse(port, `is not given its input ${JSON.stringify(port)}`);
  }
  for (const port of site.inputs) {
    if (!Object.hasOwn(inputs, port))
      throw refuse(port, `has no input ${JSON.stringify(port)}; it takes ${listed(inputs)}`);
  }
  for (const port of site.outputs) {
    if (!Object.hasOwn(outputs, port))
      throw refuse(port, `has no output ${JSON.stringify(port)}; it gives ${listed(outputs)}`);
  }
}

function listed(ports: object): string {
  const names = Object.keys(ports).map((port) => JSON.stringify(port));
  return names.length === 0 ? "none" : names.join(", ");
}

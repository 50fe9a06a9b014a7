import { nearNames, TierkreisError, type TaskSite } from "@tierkreis/core";
import { WORKER } from "./failure.ts";
import { GRAPH, PARTIAL } from "./partial.ts";
import { builtinPorts } from "./ports.ts";
import { builtins, findBuiltin, formerNames } from "./tasks/all.ts";
import type { Builtin } from "./tasks/builtin.ts";

/** The task of that name. Throws `TKR_WORKER_UNKNOWN` or `TKR_TASK_UNKNOWN`. */
export function requireBuiltin(worker: string, task: string): Builtin {
  if (worker !== WORKER) {
    throw new TierkreisError(
      "TKR_WORKER_UNKNOWN",
      `The built-in tasks belong to the worker ${WORKER}, and know none named ${JSON.stringify(worker)}.`,
      { worker, task },
    );
  }
  const builtin = findBuiltin(task);
  if (builtin !== undefined) return builtin;
  const near = nearNames(task, [...Object.keys(builtins), ...Object.keys(formerNames)]);
  const hint = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
  throw new TierkreisError("TKR_TASK_UNKNOWN", `There is no built-in task ${JSON.stringify(task)}.${hint}`, {
    worker,
    task,
  });
}

/** Throws unless the task is a built-in one and wired to its ports: `TKR_TASK_UNKNOWN`, `TKR_GRAPH_INVALID`. */
export function checkSite({ worker, task, inputs, outputs, location }: TaskSite): void {
  if (worker === WORKER && task === PARTIAL && inputs.includes(GRAPH)) return;
  requireBuiltin(worker, task);
  const ports = builtinPorts(task) ?? { inputs: {}, outputs: {} };
  const refuse = (port: string, problem: string) =>
    new TierkreisError("TKR_GRAPH_INVALID", `${worker}.${task} ${problem}.`, {
      worker,
      task,
      port,
      location,
    });
  for (const [port, { optional }] of Object.entries(ports.inputs)) {
    if (!optional && !inputs.includes(port)) throw refuse(port, `needs the input ${JSON.stringify(port)}`);
  }
  for (const port of inputs) {
    if (!Object.hasOwn(ports.inputs, port))
      throw refuse(port, `has no input ${JSON.stringify(port)}; it takes ${listed(ports.inputs)}`);
  }
  for (const port of outputs) {
    if (!Object.hasOwn(ports.outputs, port))
      throw refuse(port, `has no output ${JSON.stringify(port)}; it gives ${listed(ports.outputs)}`);
  }
}

function listed(ports: object): string {
  return Object.keys(ports)
    .map((port) => JSON.stringify(port))
    .join(", ");
}

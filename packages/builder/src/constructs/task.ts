import type { TaskInvocation, TaskPolicy } from "@tierkreis/core";
import { facesOfTypes } from "../document/type-face.ts";
import type { NodeOptions } from "../types/wires.ts";
import type { Wiring } from "../wiring.ts";

/** Adds a task of a worker. */
export function addTask(
  wiring: Wiring,
  { definition, inputs: given }: TaskInvocation,
  { breakpoint = false, ...policy }: TaskPolicy & NodeOptions = {},
): unknown {
  const declared = definition.declared();
  const name = `${definition.worker}.${definition.task}`;
  const inputs = wiring.inputs(name, declared.inputs, given);
  const ports = {
    inputs: wiring.writer.declare(declared.inputs),
    outputs: wiring.writer.declare(declared.outputs),
  };
  const node = wiring.add(
    {
      type: "function",
      function_name: name,
      inputs,
      ports,
      ...(Object.keys(policy).length === 0 ? {} : { policy }),
    },
    { breakpoint },
  );
  const faces = facesOfTypes(definition.outputs);
  return wiring.result(declared.outputs, (port) => wiring.ref(node, port, faces.get(port)));
}

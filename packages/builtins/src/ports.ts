import { declarePorts, toPortSchema, type DeclaredPort } from "@tierkreis/core";
import { WORKER } from "./failure.ts";
import { findBuiltin } from "./tasks/all.ts";
import type { Builtin } from "./tasks/builtin.ts";

/** The declared types of a task's ports. */
export interface BuiltinPorts {
  readonly inputs: Readonly<Record<string, DeclaredPort>>;
  readonly outputs: Readonly<Record<string, DeclaredPort>>;
}

const known = new Map<Builtin, BuiltinPorts>();

/**
 * The declared types of a built-in task's ports, for graphs that say nothing of types, such as those of Tierkreis for Python.
 * The port `*` of `unfold_values` stands for numbered ones. `undefined` for an unknown task.
 */
export function builtinPorts(task: string): BuiltinPorts | undefined {
  const builtin = findBuiltin(task);
  if (builtin === undefined) return undefined;
  let ports = known.get(builtin);
  if (ports === undefined) {
    const { "*": numbered, ...outputs } = builtin.outputs;
    const of = `${WORKER}.${task}`;
    ports = {
      inputs: declarePorts(builtin.inputs, of),
      outputs: {
        ...declarePorts(outputs, of),
        ...(numbered === undefined ? {} : { "*": { schema: toPortSchema(numbered), optional: false } }),
      },
    };
    known.set(builtin, ports);
  }
  return ports;
}

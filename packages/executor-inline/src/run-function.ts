import type { TaskCall, TaskContext, TaskEnd } from "@tierkreis/core";
import { failed, thrownBy } from "./failure.ts";
import type { FunctionContext } from "./function-types.ts";
import type { Implementation } from "./implement.ts";
import { printingTo } from "./printed.ts";
import { readInputs } from "./read-inputs.ts";
import { readResult, type WantedOutputs } from "./read-result.ts";

/** Runs a task's function here, in the thread of the controller. */
export async function runFunction(
  implementation: Implementation,
  call: TaskCall,
  context: TaskContext,
): Promise<TaskEnd> {
  const { definition } = implementation;
  const stored = await storedInputs(call, context);
  try {
    const inputs = readInputs(definition, stored);
    const log = (text: string): void => context.log(text);
    const result = await printingTo(log, () => perform(implementation, inputs, functionContext(context)));
    const values = readResult(definition, result, wantedOutputs(call));
    for (const [port, value] of Object.entries(values)) context.output(port).setValue(value);
    return { status: "ok" };
  } catch (error) {
    return failed(error);
  }
}

/** Calls the function; what it throws or rejects with becomes the task's error. */
export async function perform(
  { perform: call }: Implementation,
  inputs: Readonly<Record<string, unknown>>,
  context: FunctionContext,
): Promise<unknown> {
  try {
    return await call(inputs, context);
  } catch (error) {
    throw thrownBy(error);
  }
}

/** The stored inputs by port, each a copy of its own: a function that changes one harms nobody. */
export async function storedInputs(
  call: TaskCall,
  context: TaskContext,
): Promise<Record<string, Uint8Array>> {
  const stored: Record<string, Uint8Array> = {};
  for (const port of call.inputs) stored[port] = new Uint8Array(await context.input(port).bytes());
  return stored;
}

/** What the graph wants of the task. */
export function wantedOutputs({ outputs, types }: TaskCall): WantedOutputs {
  return { ports: outputs, checked: Object.keys(types.outputs) };
}

function functionContext(context: TaskContext): FunctionContext {
  const { signal, run, location, attempt } = context;
  return { signal, run, location, attempt, log: (text) => context.log(text) };
}

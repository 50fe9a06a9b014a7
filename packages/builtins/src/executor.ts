import { randomBytes } from "node:crypto";
import {
  splitNumberedPort,
  TierkreisError,
  type Executor,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type Value,
} from "@tierkreis/core";
import { checkSite, requireBuiltin } from "./check-site.ts";
import { failure, WORKER } from "./failure.ts";
import { builtinPorts } from "./ports.ts";
import { Fault } from "./python/fault.ts";
import { pureTask } from "./pure-task.ts";
import type { Surroundings } from "./tasks/builtin.ts";

/** What the built-in tasks can be given from outside. */
export interface BuiltinsOptions {
  /** Where `rand_int` gets its randomness. @default the system's secure random bytes */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/**
 * Runs the built-in tasks, of the worker `builtins`, in this process. They compute as Python does. The controller brings one
 * by default.
 */
export function builtinsExecutor(options: BuiltinsOptions = {}): Executor {
  const random = options.randomBytes ?? randomBytes;
  return {
    specVersion: 1,
    name: WORKER,
    run: (call, context) => run(call, context, random),
    check: async (site) => checkSite(site),
    pure: (worker, task) => (worker === WORKER ? pureTask(task) : undefined),
  };
}

async function run(
  call: TaskCall,
  context: TaskContext,
  randomBytes: Surroundings["randomBytes"],
): Promise<TaskEnd> {
  try {
    const outputs = await perform(call, context, { randomBytes, signal: context.signal });
    for (const port of call.outputs) {
      const value = outputs[port];
      if (value === undefined) throw noOutput(call, port);
      if (port !== "*") context.output(port).setValue(value);
      // A numbered group is one list inside the engine, and a port a value outside.
      else if (Array.isArray(value))
        value.forEach((one: Value, at) => {
          context.output(String(at)).setValue(one);
        });
    }
    return { status: "ok" };
  } catch (error) {
    return { status: "error", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function perform(
  call: TaskCall,
  context: TaskContext,
  surroundings: Surroundings,
): Promise<Readonly<Record<string, Value>>> {
  const builtin = requireBuiltin(call.worker, call.task);
  const inputs = await readInputs(call, context);
  const pure = pureTask(call.task);
  if (pure !== undefined) return pure(inputs);
  if (builtin.kind !== "impure")
    throw new TierkreisError("TKR_BUG", `${call.task} is neither pure nor impure.`);
  const ports = Object.keys(builtin.inputs);
  try {
    const values = ports.map((port, input) => {
      const value = inputs[port];
      if (value === undefined) throw new Fault("is missing", input);
      return value;
    });
    return { value: await builtin.perform(values, surroundings) };
  } catch (error) {
    if (surroundings.signal.aborted) throw error;
    throw failure(call.task, ports, error);
  }
}

/** The inputs by port; numbered ones (`values_glob-0`, ...) are a list under the name before the number. */
async function readInputs(call: TaskCall, context: TaskContext): Promise<Record<string, Value>> {
  const declared = builtinPorts(call.task)?.inputs ?? {};
  const inputs: Record<string, Value> = {};
  const lists = new Map<string, Value[]>();
  for (const port of call.inputs) {
    const value = await readInput(call, context, port);
    const numbered = Object.hasOwn(declared, port) ? undefined : splitNumberedPort(port);
    if (numbered === undefined) {
      inputs[port] = value;
    } else {
      const list = lists.get(numbered.stem) ?? [];
      list[numbered.index] = value;
      lists.set(numbered.stem, list);
    }
  }
  return { ...inputs, ...Object.fromEntries(lists) };
}

/** Bytes are read as they are stored also where the graph does not declare them, lest text such as `12` become a number. */
async function readInput(call: TaskCall, context: TaskContext, port: string): Promise<Value> {
  const input = context.input(port);
  const isBytes = builtinPorts(call.task)?.inputs[port]?.schema["x-tierkreis"] === "bytes";
  return isBytes ? input.bytes() : input.value();
}

function noOutput({ worker, task }: TaskCall, port: string): TierkreisError {
  return new TierkreisError(
    "TKR_OUTPUT_MISSING",
    `${worker}.${task} has no output ${JSON.stringify(port)}.`,
    {
      worker,
      task,
      port,
    },
  );
}

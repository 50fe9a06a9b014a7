import type { TaskDefinition, TaskInvocation, Wired } from "@tierkreis/core";
import type { z } from "zod";
import { WORKER } from "../failure.ts";
import { builtinPorts } from "../ports.ts";
import { builtins, type BuiltinName } from "../tasks/all.ts";

/** An integer as TypeScript has it; beyond ±(2^53-1) as `bigint`. */
export type Numeric = number | bigint;

/** `number` for numbers and `bigint` for bigints, also of literal types. */
export type Widen<N extends Numeric> = N extends bigint ? bigint : number;

/** Ports to be wired, by name: refs and plain values. */
export type Wires<P> = { readonly [K in keyof P]: Wired<P[K]> };

/** A use of a task with the single output `value`. */
export type Gives<T> = TaskInvocation<z.ZodType<T>>;

/** A use of a task with several outputs. */
export type Splits<P> = TaskInvocation<{ readonly [K in keyof P]: z.ZodType<P[K]> }>;

/** A built-in task ready for use: call it with its inputs and give the result to `g.task`. */
export type Stub<Call> = TaskDefinition & Call;

/**
 * Gives a built-in task the type of its calls. What zod can not say, that the elements which go into a list come out of it,
 * is said by that type alone; the declared ports take any element.
 */
export function stub<Call>(task: BuiltinName): Stub<Call> {
  const { inputs, outputs } = builtins[task];
  const definition: TaskDefinition = {
    worker: WORKER,
    task,
    inputs,
    outputs,
    declared: () => builtinPorts(task) ?? { inputs: {}, outputs: {} },
  };
  const call = (given: object): TaskInvocation => ({ definition, inputs: { ...given } });
  return Object.assign(call, definition) as Stub<Call>;
}

import type { z } from "zod";
import { TierkreisError } from "../errors.ts";
import { checkPortName, checkTaskName, checkWorkerName } from "../names.ts";
import {
  portRecord,
  type OptionalPort,
  type OutputValues,
  type PortRecord,
  type PortRecordOf,
  type PortTypes,
  type Simplify,
} from "./port-types.ts";
import type { Ref } from "./ref.ts";
import type { PortSchema } from "./schema.ts";
import { toPortSchema } from "./to-port-schema.ts";

/** A value of a graph, or a plain value that becomes a const of it. */
export type Wired<T> = Ref<T> | T;

/** What a task takes: a ref or a plain value for each input; optional inputs may be left out. */
export type TaskInputs<P extends PortRecord> = Simplify<
  { readonly [K in Exclude<keyof P, OptionalPort<P>>]: Wired<z.output<P[K]>> } & {
    readonly [K in OptionalPort<P>]?:
      Wired<Exclude<z.output<P[K]>, undefined>> | Ref<z.output<P[K]> | undefined>;
  }
>;

/** A task without inputs, or with optional ones only, may be called without an argument. */
export type TaskArguments<Inputs> = [keyof Inputs] extends [never]
  ? [inputs?: Readonly<Record<string, never>>]
  : Partial<Inputs> extends Inputs
    ? [inputs?: Inputs]
    : [inputs: Inputs];

/** What `g.task` gives: the ref of the output for a task whose only output is `value`, else the refs by port. */
export type TaskResult<Out extends PortTypes> = Out extends z.ZodType
  ? Ref<z.output<Out>>
  : Out extends PortRecord
    ? keyof Out extends "value"
      ? Ref<OutputValues<Out>>
      : { readonly [K in keyof Out]: Ref<z.output<Out[K]>> }
    : never;

/** One use of a task: which one, and what goes into it. `g.task` adds it to a graph. */
export interface TaskInvocation<Out extends PortTypes = PortTypes> {
  readonly definition: TaskDefinition<PortTypes, Out>;
  /** By port: refs and plain values. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The declared type of a port, and whether it may be left without a value. */
export interface DeclaredPort {
  readonly schema: PortSchema;
  readonly optional: boolean;
}

/** What is known of a task without running it. */
export interface TaskDefinition<In extends PortTypes = PortTypes, Out extends PortTypes = PortTypes> {
  readonly worker: string;
  readonly task: string;
  readonly inputs: In;
  readonly outputs: Out;
  /** The declared types by port, as they travel in a graph document. */
  declared(): {
    readonly inputs: Readonly<Record<string, DeclaredPort>>;
    readonly outputs: Readonly<Record<string, DeclaredPort>>;
  };
}

/** A task ready for use: call it with its inputs and give the result to `g.task`. */
export interface Task<In extends PortTypes, Out extends PortTypes> extends TaskDefinition<In, Out> {
  (...inputs: TaskArguments<TaskInputs<PortRecordOf<In>>>): TaskInvocation<Out>;
}

/**
 * Declares a task of a worker, so that wiring it wrongly does not compile.
 *
 * @example
 * const genrsa = defineTask({
 *   worker: "openssl_worker",
 *   name: "genrsa",
 *   inputs: { numbits: z.int(), passphrase: bytes() },
 *   outputs: { private_key: bytes(), public_key: bytes() },
 * });
 *
 * Throws `TKR_WORKER_NAME`, `TKR_PORT_NAME`, or `TKR_TYPE_UNSUPPORTED` for a type that no other language could carry.
 */
export function defineTask<const In extends PortTypes, const Out extends PortTypes>(spec: {
  readonly worker: string;
  readonly name: string;
  readonly inputs: In;
  readonly outputs: Out;
}): Task<In, Out> {
  const { worker, name, inputs, outputs } = spec;
  checkWorkerName(worker);
  checkTaskName(name);
  const declared = {
    inputs: declarePorts(inputs, `${worker}.${name}`),
    outputs: declarePorts(outputs, `${worker}.${name}`),
  };
  const definition: TaskDefinition<In, Out> = {
    worker,
    task: name,
    inputs,
    outputs,
    declared: () => declared,
  };
  const task = (given: object = {}): TaskInvocation<Out> => ({
    definition,
    inputs: { ...given },
  });
  return Object.assign(task as unknown as Task<In, Out>, definition);
}

/** The declared types of some ports. `of` names their owner in errors. */
export function declarePorts(ports: PortTypes, of: string): Readonly<Record<string, DeclaredPort>> {
  const declared: Record<string, DeclaredPort> = {};
  for (const [port, type] of Object.entries(portRecord(ports))) {
    checkPortName(port);
    declared[port] = { schema: schemaOf(type, of, port), optional: type._zod.optin !== undefined };
  }
  return declared;
}

function schemaOf(type: z.ZodType, of: string, port: string): PortSchema {
  try {
    return toPortSchema(type);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    throw new TierkreisError(error.code, `The port ${JSON.stringify(port)} of ${of}: ${error.message}`, {
      port,
      cause: error,
    });
  }
}

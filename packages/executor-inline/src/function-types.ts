import type { OutputValues, PortRecord, PortRecordOf, PortTypes } from "@tierkreis/core";
import type { z } from "zod";

/** What a task's function is told beside its inputs. */
export interface FunctionContext {
  /** Aborted when the task shall end: the run was cancelled or a timeout struck. */
  readonly signal: AbortSignal;
  /** The run's UUID. */
  readonly run: string;
  /** Where the task stands in the run, such as `-.N3.L0.N2`. */
  readonly location: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Appends a line to the task's log. */
  readonly log: (text: string) => void;
}

/** Values by port, as a function takes them. */
export type Values<P extends PortRecord> = { readonly [K in keyof P]: z.output<P[K]> } & {};

/** The inputs of a task's function, by port. One that may be left out is `undefined`, or its default. */
export type FunctionInputs<In extends PortTypes> = Values<PortRecordOf<In>>;

/** What a task's function gives: the value itself for a single output `value`, nothing for none, else an object by port. */
// A function without outputs need not say `return undefined`.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
export type FunctionResult<Out extends PortTypes> = [keyof Out] extends [never] ? void : OutputValues<Out>;

/** A task's function. What it throws is the task's failure. */
export type TaskFunction<In extends PortTypes, Out extends PortTypes> = (
  inputs: FunctionInputs<In>,
  context: FunctionContext,
) => FunctionResult<Out> | Promise<FunctionResult<Out>>;

/** The function of a pure task: it answers at once, from its inputs alone. */
export type PureFunction<In extends PortTypes, Out extends PortTypes> = (
  inputs: FunctionInputs<In>,
) => FunctionResult<Out>;

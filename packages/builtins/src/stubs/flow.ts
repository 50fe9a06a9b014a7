import { stub, type Gives, type Numeric, type Splits, type Stub, type Wires } from "./stub.ts";

/** Takes two truths and gives one. */
export type Connective = (inputs: Wires<{ a: boolean; b: boolean }>) => Gives<boolean>;
/** Takes a list and gives one truth about it. */
export type Quantifier = (inputs: Wires<{ values: readonly unknown[] }>) => Gives<boolean>;

/** Not `a`. */
export const neg: Stub<(inputs: Wires<{ a: boolean }>) => Gives<boolean>> = stub("neg");

/** Whether both are true. */
export const tkr_and: Stub<Connective> = stub("tkr_and");

/** Whether at least one is true. */
export const tkr_or: Stub<Connective> = stub("tkr_or");

/** Whether no element is false, null, zero or empty. */
export const tkr_all: Stub<Quantifier> = stub("tkr_all");

/** Whether an element is neither false, null, zero nor empty. */
export const tkr_any: Stub<Quantifier> = stub("tkr_any");

/** The value itself. */
export const tkr_id: Stub<<T>(inputs: Wires<{ value: T }>) => Gives<T>> = stub("tkr_id");

/** The values of a numbered port, such as `value-*` of a map, as a list. `map` of a builder puts it where it is needed. */
export const fold_values: Stub<<T>(inputs: Wires<{ values_glob: readonly T[] }>) => Gives<T[]>> =
  stub("fold_values");

/** The elements of a list on the numbered port `*`. `map` of a builder puts it where it is needed. */
export const unfold_values: Stub<<T>(inputs: Wires<{ value: readonly T[] }>) => Splits<{ "*": T }>> =
  stub("unfold_values");

/** True, after so many seconds. It blocks nobody, and ends at once when the run is cancelled. */
export const tkr_sleep: Stub<(inputs: Wires<{ delay_seconds: Numeric }>) => Gives<boolean>> =
  stub("tkr_sleep");

/** The former name of {@link tkr_and}. */
export const trk_and: Stub<Connective> = stub("tkr_and");

/** The former name of {@link tkr_or}. */
export const trk_or: Stub<Connective> = stub("tkr_or");

import type { Wired } from "@tierkreis/core";
import { stub, type Gives, type Numeric, type Splits, type Stub, type Widen, type Wires } from "./stub.ts";

/** Takes a list and a number of its elements. */
export type Slice = <T>(inputs: Wires<{ values: readonly T[]; n: Numeric }>) => Gives<T[]>;
/** Two elements of any types. */
export type Pair = readonly [unknown, unknown];

/** The list and one more element. */
export const append: Stub<<T>(inputs: Wires<{ v: readonly T[]; a: T }>) => Gives<T[]>> = stub("append");

/** The first element, and the others. Fails for an empty list. */
export const head: Stub<<T>(inputs: Wires<{ v: readonly T[] }>) => Splits<{ head: T; rest: T[] }>> =
  stub("head");

/** The element at `n`, from the end for a negative one. Fails where there is none. */
export const at: Stub<<T>(inputs: Wires<{ values: readonly T[]; n: Numeric }>) => Gives<T>> = stub("at");

/** The first `n` elements; all but the last `-n` for a negative one. */
export const take: Stub<Slice> = stub("take");

/** All but the first `n` elements; the last `-n` for a negative one. */
export const drop: Stub<Slice> = stub("drop");

/** How many elements a list has. */
export const tkr_len: Stub<(inputs: Wires<{ v: readonly unknown[] }>) => Gives<number>> = stub("tkr_len");

/** The integers from `start` to before `stop`, in steps of `step`, of 1 where it is left out. */
export const tkr_range: Stub<
  <N extends Numeric>(
    inputs: Wires<{ start: N; stop: N }> & { readonly step?: Wired<Numeric> },
  ) => Gives<Widen<N>[]>
> = stub("tkr_range");

/** The list from its last element to its first. */
export const tkr_reversed: Stub<<T>(inputs: Wires<{ values: readonly T[] }>) => Gives<T[]>> =
  stub("tkr_reversed");

/** One list behind another of the same elements. */
export const tkr_extend: Stub<
  <T>(inputs: Wires<{ first: readonly T[]; second: readonly T[] }>) => Gives<T[]>
> = stub("tkr_extend");

/** One list behind another of other elements. */
export const concat_lists: Stub<
  <U, V>(inputs: Wires<{ first: readonly U[]; second: readonly V[] }>) => Gives<(U | V)[]>
> = stub("concat_lists");

/** The elements of all lists in a list. */
export const flatten: Stub<<T>(inputs: Wires<{ values: readonly (readonly T[])[] }>) => Gives<T[]>> =
  stub("flatten");

/** Pairs of the elements at the same place, to the end of the shorter list. */
export const tkr_zip: Stub<<U, V>(inputs: Wires<{ a: readonly U[]; b: readonly V[] }>) => Gives<[U, V][]>> =
  stub("tkr_zip");

/** The first and the second elements of a list of pairs. Fails for an empty list. */
export const unzip: Stub<
  <P extends Pair>(inputs: Wires<{ value: readonly P[] }>) => Splits<{ a: P[0][]; b: P[1][] }>
> = stub("unzip");

/** A pair of two values. */
export const tkr_tuple: Stub<<U, V>(inputs: Wires<{ a: U; b: V }>) => Gives<[U, V]>> = stub("tkr_tuple");

/** The two values of a pair. */
export const untuple: Stub<<P extends Pair>(inputs: Wires<{ value: P }>) => Splits<{ a: P[0]; b: P[1] }>> =
  stub("untuple");

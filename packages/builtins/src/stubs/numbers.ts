import type { Complex } from "@tierkreis/core";
import { stub, type Gives, type Numeric, type Stub, type Widen, type Wires } from "./stub.ts";

/** Takes two numbers and gives one of their kind. */
export type Arithmetic = <N extends Numeric>(inputs: Wires<{ a: N; b: N }>) => Gives<Widen<N>>;
/** Compares two numbers. */
export type Comparison = (inputs: Wires<{ a: Numeric; b: Numeric }>) => Gives<boolean>;
/** Takes a list of numbers and gives one of their kind. */
export type Reduction = <N extends Numeric>(inputs: Wires<{ values: readonly N[] }>) => Gives<Widen<N>>;

/** Adds two integers. */
export const iadd: Stub<Arithmetic> = stub("iadd");

/** Subtracts one integer from another. */
export const isubtract: Stub<Arithmetic> = stub("isubtract");

/** Multiplies two integers. */
export const itimes: Stub<Arithmetic> = stub("itimes");

/** Divides one integer by another and rounds down. */
export const idivide: Stub<Arithmetic> = stub("idivide");

/** The rest of {@link idivide}, with the sign of `b`. */
export const mod: Stub<Arithmetic> = stub("mod");

/** Raises an integer to a power; a negative one gives a float. */
export const ipow: Stub<Arithmetic> = stub("ipow");

/** Adds two numbers: an integer of integers, else a float. */
export const add: Stub<Arithmetic> = stub("add");

/** Subtracts one number from another: an integer of integers, else a float. */
export const subtract: Stub<Arithmetic> = stub("subtract");

/** Multiplies two numbers: an integer of integers, else a float. */
export const times: Stub<Arithmetic> = stub("times");

/** Divides one number by another and gives a float. A division by zero fails. */
export const divide: Stub<(inputs: Wires<{ a: Numeric; b: Numeric }>) => Gives<number>> = stub("divide");

/** Raises a number to a power. As in Python, a fractional power of a negative number is complex. */
export const tkr_pow: Stub<Arithmetic> = stub("tkr_pow");

/** The number without its sign. */
export const tkr_abs: Stub<<N extends Numeric>(inputs: Wires<{ a: N }>) => Gives<Widen<N>>> = stub("tkr_abs");

/** The nearest integer; of two that are equally near the even one. */
export const tkr_round: Stub<<N extends Numeric>(inputs: Wires<{ a: N }>) => Gives<Widen<N>>> =
  stub("tkr_round");

/** The complex conjugate. */
export const conjugate: Stub<(inputs: Wires<{ z: Complex }>) => Gives<Complex>> = stub("conjugate");

/** Whether the integer `a` is more than the integer `b`. */
export const igt: Stub<Comparison> = stub("igt");

/** Whether `a` is more than `b`. */
export const gt: Stub<Comparison> = stub("gt");

/** Whether `a` is less than `b`. */
export const lt: Stub<Comparison> = stub("lt");

/** Whether two numbers are equal: `1` equals `1.0`, and NaN equals nothing. */
export const eq: Stub<Comparison> = stub("eq");

/** Whether two numbers differ. */
export const neq: Stub<Comparison> = stub("neq");

/** The sum; 0 for an empty list. */
export const sum_list: Stub<Reduction> = stub("sum_list");

/** The product; 1 for an empty list. */
export const prod_list: Stub<Reduction> = stub("prod_list");

/** The mean, an integer where it is exactly one of integers. Fails for an empty list. */
export const mean: Stub<(inputs: Wires<{ values: readonly Numeric[] }>) => Gives<number>> = stub("mean");

/** The largest number. Fails for an empty list. */
export const max_item: Stub<Reduction> = stub("max_item");

/** The smallest number. Fails for an empty list. */
export const min_item: Stub<Reduction> = stub("min_item");

/** The numbers sorted, the smallest first. */
export const sort_number_list: Stub<
  <N extends Numeric>(inputs: Wires<{ values: readonly N[] }>) => Gives<Widen<N>[]>
> = stub("sort_number_list");

/** A random integer from `a` to `b`, both included. Its outcome is recorded: a resumed run keeps it. */
export const rand_int: Stub<Arithmetic> = stub("rand_int");

/** The former name of {@link tkr_pow}. */
export const pow: Stub<Arithmetic> = stub("tkr_pow");

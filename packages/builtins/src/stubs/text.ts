import { stub, type Gives, type Numeric, type Stub, type Wires } from "./stub.ts";

/** Compares two strings. */
export type TextComparison = (inputs: Wires<{ a: string; b: string }>) => Gives<boolean>;

/** One string behind the other. */
export const concat: Stub<(inputs: Wires<{ lhs: string; rhs: string }>) => Gives<string>> = stub("concat");

/** Whether two strings are equal. */
export const str_eq: Stub<TextComparison> = stub("str_eq");

/** Whether two strings differ. */
export const str_neq: Stub<TextComparison> = stub("str_neq");

/** The strings sorted by their code points. */
export const sort_string_list: Stub<(inputs: Wires<{ values: readonly string[] }>) => Gives<string[]>> =
  stub("sort_string_list");

/** The value as Python prints it: `True`, `1e-07`, `nan`. */
export const tkr_str: Stub<(inputs: Wires<{ value: Numeric | boolean }>) => Gives<string>> = stub("tkr_str");

/** The number without its fraction, or the integer that a text says, as Python's `int` reads it. */
export const tkr_int: Stub<(inputs: Wires<{ value: Numeric | boolean | string }>) => Gives<number>> =
  stub("tkr_int");

/** The text in UTF-8. */
export const tkr_encode: Stub<(inputs: Wires<{ string: string }>) => Gives<Uint8Array>> = stub("tkr_encode");

/** The text of bytes in UTF-8. Fails for other bytes. */
export const tkr_decode: Stub<(inputs: Wires<{ value_bytes: Uint8Array }>) => Gives<string>> =
  stub("tkr_decode");

import type { Complex, PortTypes, Ref, TaskInvocation, TaskResult } from "@tierkreis/core";
import * as b from "@tierkreis/builtins";
import { expectTypeOf, it } from "vitest";

/** As `g.task` of a builder is typed. */
declare function task<O extends PortTypes>(invocation: TaskInvocation<O>): TaskResult<O>;

declare const n: Ref<number>;
declare const big: Ref<bigint>;
declare const s: Ref<string>;
declare const bool: Ref<boolean>;
declare const bytes: Ref<Uint8Array>;
declare const z: Ref<Complex>;
declare const ns: Ref<number[]>;
declare const ss: Ref<readonly string[]>;
declare const pairs: Ref<[number, string][]>;
declare const objects: Ref<{ id: number }[]>;

it("types arithmetic on refs and plain values", () => {
  expectTypeOf(task(b.iadd({ a: n, b: 1 }))).toEqualTypeOf<Ref<number>>();
  expectTypeOf(task(b.iadd({ a: 1, b: 2 }))).toEqualTypeOf<Ref<number>>();
  expectTypeOf(task(b.itimes({ a: big, b: 2n }))).toEqualTypeOf<Ref<bigint>>();
  expectTypeOf(task(b.divide({ a: n, b: n }))).toEqualTypeOf<Ref<number>>();
  expectTypeOf(task(b.pow({ a: n, b: 0.5 }))).toEqualTypeOf<Ref<number>>();
  expectTypeOf(task(b.conjugate({ z }))).toEqualTypeOf<Ref<Complex>>();
  expectTypeOf(task(b.sum_list({ values: ns }))).toEqualTypeOf<Ref<number>>();
  expectTypeOf(task(b.sort_number_list({ values: [3, 1] }))).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(task(b.rand_int({ a: 1, b: n }))).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error A string is no number.
  b.iadd({ a: n, b: "1" });
  // @ts-expect-error A ref to a string is no ref to a number.
  b.add({ a: n, b: s });
  // @ts-expect-error b is missing.
  b.iadd({ a: n });
  // @ts-expect-error There is no input c.
  b.iadd({ a: n, b: n, c: n });
  // @ts-expect-error Strings have no sum.
  b.sum_list({ values: ss });
});

it("types comparisons and booleans", () => {
  expectTypeOf(task(b.igt({ a: n, b: 0 }))).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(task(b.eq({ a: big, b: n }))).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(task(b.tkr_and({ a: bool, b: true }))).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(task(b.trk_or({ a: bool, b: true }))).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(task(b.tkr_all({ values: ss }))).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(task(b.tkr_sleep({ delay_seconds: 0.1 }))).toEqualTypeOf<Ref<boolean>>();
  // @ts-expect-error A number is no boolean.
  b.neg({ a: 1 });
});

it("types strings and bytes", () => {
  expectTypeOf(task(b.concat({ lhs: s, rhs: "!" }))).toEqualTypeOf<Ref<string>>();
  expectTypeOf(task(b.tkr_encode({ string: s }))).toEqualTypeOf<Ref<Uint8Array>>();
  expectTypeOf(task(b.tkr_decode({ value_bytes: bytes }))).toEqualTypeOf<Ref<string>>();
  expectTypeOf(task(b.tkr_int({ value: "12" }))).toEqualTypeOf<Ref<number>>();
  expectTypeOf(task(b.tkr_str({ value: bool }))).toEqualTypeOf<Ref<string>>();
  expectTypeOf(task(b.sort_string_list({ values: ss }))).toEqualTypeOf<Ref<string[]>>();
  // @ts-expect-error A string is no bytes.
  b.tkr_decode({ value_bytes: s });
});

it("carries the type of elements from list to list", () => {
  expectTypeOf(task(b.append({ v: ns, a: n }))).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(task(b.append({ v: ss, a: "x" }))).toEqualTypeOf<Ref<string[]>>();
  expectTypeOf(task(b.append({ v: objects, a: { id: 1 } }))).toEqualTypeOf<Ref<{ id: number }[]>>();
  expectTypeOf(task(b.head({ v: ss }))).toEqualTypeOf<{
    readonly head: Ref<string>;
    readonly rest: Ref<string[]>;
  }>();
  expectTypeOf(task(b.at({ values: objects, n: -1 }))).toEqualTypeOf<Ref<{ id: number }>>();
  expectTypeOf(task(b.take({ values: ns, n: 2 }))).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(task(b.tkr_len({ v: objects }))).toEqualTypeOf<Ref<number>>();
  expectTypeOf(task(b.tkr_extend({ first: ns, second: [1] }))).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(task(b.concat_lists({ first: ns, second: ss }))).toEqualTypeOf<Ref<(number | string)[]>>();
  expectTypeOf(task(b.flatten({ values: [[1], [2]] }))).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(task(b.tkr_id({ value: objects }))).toEqualTypeOf<Ref<{ id: number }[]>>();
  // @ts-expect-error A list of numbers takes no string.
  b.append({ v: ns, a: s });
  // @ts-expect-error A string is no list.
  b.head({ v: s });
  // @ts-expect-error Lists of other elements are for concat_lists.
  b.tkr_extend({ first: ns, second: ss });
});

it("types pairs by place", () => {
  expectTypeOf(task(b.tkr_zip({ a: ns, b: ss }))).toEqualTypeOf<Ref<[number, string][]>>();
  expectTypeOf(task(b.unzip({ value: pairs }))).toEqualTypeOf<{
    readonly a: Ref<number[]>;
    readonly b: Ref<string[]>;
  }>();
  expectTypeOf(task(b.tkr_tuple({ a: n, b: "x" }))).toEqualTypeOf<Ref<[number, string]>>();
  const pair = task(b.tkr_tuple({ a: s, b: ns }));
  expectTypeOf(task(b.untuple({ value: pair }))).toEqualTypeOf<{
    readonly a: Ref<string>;
    readonly b: Ref<number[]>;
  }>();
  // @ts-expect-error A list is no pair.
  b.untuple({ value: ns });
});

it("takes a range's step or leaves it out", () => {
  expectTypeOf(task(b.tkr_range({ start: 0, stop: n }))).toEqualTypeOf<Ref<number[]>>();
  expectTypeOf(task(b.tkr_range({ start: 0, stop: 9, step: n }))).toEqualTypeOf<Ref<number[]>>();
  // @ts-expect-error The end is missing.
  b.tkr_range({ start: 0 });
});

it("types numbered ports", () => {
  expectTypeOf(task(b.unfold_values({ value: ss }))).toEqualTypeOf<{ readonly "*": Ref<string> }>();
  expectTypeOf(task(b.fold_values({ values_glob: ns }))).toEqualTypeOf<Ref<number[]>>();
});

import { bytes } from "@tierkreis/core";
import { z } from "zod";
import { equal } from "../python/compare.ts";
import { decode, encode } from "../python/encoding.ts";
import { sort } from "../python/sort.ts";
import { concat, stringOf } from "../python/text.ts";
import { truncate } from "../python/whole.ts";
import type { Builtins } from "./builtin.ts";
import { gives } from "./define.ts";
import { flag, numeric, text, whole } from "./types.ts";

const compared = { inputs: { a: text, b: text }, output: flag };

/** The tasks on strings and bytes. */
export const textTasks = {
  concat: gives("one string behind the other", { inputs: { lhs: text, rhs: text }, output: text }, concat),
  str_eq: gives("`a = b`", compared, equal),
  str_neq: gives("`a ≠ b`", compared, (a, b) => !equal(a, b)),
  sort_string_list: gives(
    "sorted by code points",
    { inputs: { values: z.array(text) }, output: z.array(text) },
    sort,
  ),
  tkr_str: gives(
    "the value as Python prints it",
    { inputs: { value: z.union([numeric, flag]) }, output: text },
    stringOf,
  ),
  tkr_int: gives(
    "the number without its fraction, or the integer that the text says",
    { inputs: { value: z.union([numeric, flag, text]) }, output: whole },
    truncate,
  ),
  tkr_encode: gives("the text in UTF-8", { inputs: { string: text }, output: bytes() }, encode),
  tkr_decode: gives("the text of bytes in UTF-8", { inputs: { value_bytes: bytes() }, output: text }, decode),
} satisfies Builtins;

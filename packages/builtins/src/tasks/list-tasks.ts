import { z } from "zod";
import * as lists from "../python/lists.ts";
import { list } from "../python/sequence.ts";
import type { Builtins } from "./builtin.ts";
import { gives, splits } from "./define.ts";
import { json } from "./json.ts";
import { anything, items, whole } from "./types.ts";

const pair = z.tuple([anything, anything]);
const sliced = { inputs: { values: items, n: whole }, output: items };
const joined = { inputs: { first: items, second: items }, output: items };

/** The tasks on lists. */
export const listTasks = {
  append: gives(
    "the list with one more element",
    { inputs: { v: items, a: anything }, output: items },
    (v, a) => lists.append(v, json(a, 1)),
  ),
  head: splits(
    "the first element and the others",
    { inputs: { v: items }, outputs: { head: anything, rest: items } },
    lists.head,
  ),
  at: gives(
    "the element at `n`, from the end for a negative one",
    { inputs: sliced.inputs, output: anything },
    lists.at,
  ),
  take: gives("the first `n` elements, or all but the last `-n`", sliced, lists.take),
  drop: gives("all but the first `n` elements, or the last `-n`", sliced, lists.drop),
  tkr_len: gives("how many elements", { inputs: { v: items }, output: whole }, (v) => list(v).length),
  tkr_range: gives(
    "the integers from `start` to before `stop`",
    { inputs: { start: whole, stop: whole, step: whole.default(1) }, output: z.array(whole) },
    lists.range,
  ),
  tkr_reversed: gives("the last one first", { inputs: { values: items }, output: items }, (values) =>
    list(values).toReversed(),
  ),
  tkr_extend: gives("one list behind the other", joined, lists.concat),
  concat_lists: gives("one list behind the other, of other elements", joined, lists.concat),
  flatten: gives(
    "the elements of all lists",
    { inputs: { values: z.array(items) }, output: items },
    lists.flatten,
  ),
  tkr_zip: gives(
    "pairs of the elements at the same place, to the end of the shorter list",
    { inputs: { a: items, b: items }, output: z.array(pair) },
    lists.zip,
  ),
  unzip: splits(
    "the lists of first and second elements",
    { inputs: { value: z.array(pair) }, outputs: { a: items, b: items } },
    lists.unzip,
  ),
  tkr_tuple: gives("a pair", { inputs: { a: anything, b: anything }, output: pair }, (a, b) => [
    json(a, 0),
    json(b, 1),
  ]),
  untuple: splits(
    "the two of a pair",
    { inputs: { value: pair }, outputs: { a: anything, b: anything } },
    lists.untuple,
  ),
} satisfies Builtins;

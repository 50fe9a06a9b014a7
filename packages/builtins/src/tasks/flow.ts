import { list } from "../python/sequence.ts";
import { truth } from "../python/truth.ts";
import type { Builtins } from "./builtin.ts";
import { gives, splits } from "./define.ts";
import { json } from "./json.ts";
import { anything, flag, items } from "./types.ts";

const both = { inputs: { a: flag, b: flag }, output: flag };
const all = { inputs: { values: items }, output: flag };

/** The tasks on booleans, and those that pass values on. */
export const flowTasks = {
  neg: gives("not `a`", { inputs: { a: flag }, output: flag }, (a) => !truth(a)),
  tkr_and: gives("`a` and `b`", both, (a, b) => (truth(a) ? b : a)),
  tkr_or: gives("`a` or `b`", both, (a, b) => (truth(a) ? a : b)),
  tkr_all: gives("whether no element is false, zero or empty", all, (a) => list(a).every(truth)),
  tkr_any: gives("whether an element is neither false, zero nor empty", all, (a) => list(a).some(truth)),
  tkr_id: gives("the value itself", { inputs: { value: anything }, output: anything }, (a) => json(a, 0)),
  fold_values: gives(
    "the values of a numbered port, such as a map's `value-*`, as a list",
    { inputs: { values_glob: items }, output: items },
    (values) => list(values),
  ),
  unfold_values: splits(
    "the elements of a list on the numbered port `*`, such as for a map",
    { inputs: { value: items }, outputs: { "*": anything } },
    (a) => [list(a, 0, "a list to go through")],
  ),
} satisfies Builtins;

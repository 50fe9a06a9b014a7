import { expect, it } from "vitest";
import { compute, refusal } from "./support/pure.ts";

it.each([
  ["divide", { a: "1", b: "0.0" }, "b", 'its input "b" is zero.'],
  ["mod", { a: "1", b: "0" }, "b", 'its input "b" is zero.'],
  ["iadd", { a: '"x"', b: "1" }, "a", 'its input "a" is the string "x", where a number is needed.'],
  ["iadd", { a: "1", b: "null" }, "b", 'its input "b" is null, where a number is needed.'],
  ["concat", { lhs: '"a"', rhs: "1" }, "rhs", 'its input "rhs" is 1, where a string is needed.'],
  ["concat", { lhs: "[]", rhs: '"a"' }, "lhs", 'its input "lhs" is a list of 0, where a string is needed.'],
  ["unfold_values", { value: "5" }, "value", 'its input "value" is 5, where a list to go through is needed.'],
  ["iadd", { b: "1" }, "a", 'its input "a" is missing.'],
  ["head", { v: "[]" }, "v", 'its input "v" is empty.'],
  ["head", { v: "3" }, "v", 'its input "v" is 3, where a list is needed.'],
  ["at", { values: "[1]", n: "1" }, "n", 'its input "n" is 1, where the list has 1 elements.'],
  ["take", { values: "[1]", n: "1.0" }, "n", 'its input "n" is 1.0, where an integer is needed.'],
  ["tkr_range", { start: "0", stop: "1", step: "0" }, "step", 'its input "step" is zero.'],
  ["max_item", { values: "[]" }, "values", 'its input "values" is empty.'],
  [
    "sum_list",
    { values: '[1,"x"]' },
    "values",
    'its input "values" has the string "x" at [1], where a number is needed.',
  ],
  [
    "sort_number_list",
    { values: '[1,"x"]' },
    "values",
    'its input "values" has elements without an order: the string "x" and 1.',
  ],
  ["flatten", { values: "[[1],2]" }, "values", 'its input "values" has 2 at [1], where a list is needed.'],
  [
    "unzip",
    { value: "[[1,2],[3]]" },
    "value",
    'its input "value" has elements of 1 values, where pairs are needed.',
  ],
  ["untuple", { value: "[1]" }, "value", 'its input "value" has 1 elements, where two are needed.'],
  ["tkr_round", { a: "NaN" }, "a", 'its input "a" is NaN, which no integer stands for.'],
  ["tkr_int", { value: '"x"' }, "value", 'its input "value" is the string "x", which is no integer.'],
  [
    "tkr_encode",
    { string: '"\\ud800"' },
    "string",
    'its input "string" has half a surrogate pair, which UTF-8 can not carry.',
  ],
  [
    "ipow",
    { a: "0", b: "-1" },
    "a",
    'its input "a" is zero, of which there is no power with a negative exponent.',
  ],
  [
    "conjugate",
    { z: "[1]" },
    "z",
    'its input "z" is a list of 1, where a complex number, [re, im], is needed.',
  ],
])("%s %j says what is wrong with its input %s", (task, inputs, port, message) => {
  const error = refusal(task, inputs);
  expect(error.code).toBe("TKR_TASK_FAILED");
  expect(error.message).toBe(`builtins.${task}: ${message}`);
  expect(error.details).toEqual({ worker: "builtins", task, port });
});

it.each([
  ["gt", { a: "1", b: '"x"' }, 'have no order: 1 and the string "x".'],
  ["add", { a: "[]", b: '"x"' }, 'can not be added: a list of 0 and the string "x".'],
  ["tkr_pow", { a: "1e+300", b: "2" }, "give a power too large for a float."],
  ["ipow", { a: "10", b: "100000000" }, "give a power of about 90308999 digits, which is too large."],
  ["divide", { a: `1${"0".repeat(400)}`, b: "3" }, "give a quotient too large for a float."],
])("%s %j says which two inputs do not go together", (task, inputs, message) => {
  const error = refusal(task, inputs);
  expect(error.message).toBe(`builtins.${task}: its inputs "a" and "b" ${message}`);
});

it("names a task as the graph does", () => {
  expect(refusal("pow", { a: "0", b: "-1" }).message).toMatch(/^builtins\.pow: /);
});

it("refuses a list that would not fit into memory", () => {
  const error = refusal("tkr_range", { start: "0", stop: "1000000000000" });
  expect(error.message).toBe(
    'builtins.tkr_range: its inputs "start" and "stop" ask for 1000000000000 elements, where 100000000 is the most that fits into memory.',
  );
});

it("does not read or print integers of more digits than Python does", () => {
  const digits = "9".repeat(4301);
  expect(refusal("tkr_int", { value: `"${digits}"` }).message).toContain("has 4301 digits");
  expect(refusal("tkr_str", { value: `-${digits}` }).message).toContain("an integer of 4301 digits");
});

it.each([
  ["tkr_id", "value"],
  ["append", "a"],
  ["tkr_tuple", "b"],
])("%s takes raw bytes inside of a list only, as in Python", (task, port) => {
  const inputs = { value: 1, v: [], a: 1, b: 1, [port]: new Uint8Array(3) };
  expect(() => compute(task, inputs)).toThrow(
    `its input "${port}" is 3 raw bytes, which generic tasks take only`,
  );
  expect(() => compute(task, { ...inputs, [port]: [new Uint8Array(3)] })).not.toThrow();
});

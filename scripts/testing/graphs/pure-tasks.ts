import type { PureTask, Value } from "@tierkreis/core";

function number(value: Value | undefined): number {
  if (typeof value !== "number") throw new Error(`expected a number, got ${JSON.stringify(value)}`);
  return value;
}

function list(value: Value | undefined): readonly Value[] {
  if (!Array.isArray(value)) throw new Error(`expected a list, got ${JSON.stringify(value)}`);
  return value as readonly Value[];
}

/** Pure tasks for tests: numbers stay small, so that every sum is exact. */
export const pureTasks: Readonly<Record<string, PureTask>> = {
  add: ({ a, b }) => ({ value: (number(a) + number(b)) % 1_000_003 }),
  subtract: ({ a, b }) => ({ value: number(a) - number(b) }),
  greater: ({ a, b }) => ({ value: number(a) > number(b) }),
  range: ({ n }) => ({ value: Array.from({ length: Math.abs(number(n)) % 5 }, (_, index) => index) }),
  count: ({ n }) => ({ value: Array.from({ length: number(n) }, (_, index) => index) }),
  length: ({ v }) => ({ value: list(v).length }),
  sum: ({ v }) => ({ value: list(v).reduce((total: number, one) => (total + number(one)) % 1_000_003, 0) }),
  unfold: ({ value }) => ({ "*": list(value) }),
  fold: ({ values }) => ({ value: list(values) }),
  throws: () => {
    throw new Error("it always throws");
  },
};

/** The tasks of worker `pure`. */
export function pureTask(worker: string, name: string): PureTask | undefined {
  return worker === "pure" ? pureTasks[name] : undefined;
}

import type { PureTask, Value } from "@tierkreis/core";
import { failure } from "./failure.ts";
import { partial, PARTIAL } from "./partial.ts";
import { Fault } from "./python/fault.ts";
import { findBuiltin } from "./tasks/all.ts";
import type { Builtin } from "./tasks/builtin.ts";

type Inputs = Parameters<PureTask>[0];
type Compute = Extract<Builtin, { kind: "value" }>["compute"];

const tasks = new Map<string, PureTask | undefined>();

/** The task as a plain function, the same one each time; `undefined` for one that is not pure, and for none of ours. */
export function pureTask(name: string): PureTask | undefined {
  if (name === PARTIAL) return partial;
  if (!tasks.has(name)) {
    const builtin = findBuiltin(name);
    if (builtin === undefined) return undefined;
    tasks.set(name, makePure(name, builtin));
  }
  return tasks.get(name);
}

function makePure(name: string, builtin: Builtin): PureTask | undefined {
  const ports = Object.keys(builtin.inputs);
  switch (builtin.kind) {
    case "value":
      return valueTask(name, ports, builtin.compute);
    case "values":
      return valuesTask(name, ports, builtin);
    case "impure":
      return undefined;
  }
}

/** The ports are read one by one, without a list in between: this is called for every node of a graph. */
function valueTask(name: string, ports: readonly string[], compute: Compute): PureTask {
  const [first = "", second, third] = ports;
  const check = (value: Value | undefined, input: number): Value => {
    if (value === undefined) throw new Fault("is missing", input);
    return value;
  };
  const run: (inputs: Inputs) => Value =
    second === undefined
      ? (inputs) => compute(check(inputs[first], 0), null, null)
      : third === undefined
        ? (inputs) => compute(check(inputs[first], 0), check(inputs[second], 1), null)
        : // The only third input, a range's step, may be left out.
          (inputs) => compute(check(inputs[first], 0), check(inputs[second], 1), inputs[third] as Value);
  return (inputs) => {
    try {
      return { value: run(inputs) };
    } catch (error) {
      throw failure(name, ports, error);
    }
  };
}

function valuesTask(
  name: string,
  ports: readonly string[],
  { compute, outputs }: Extract<Builtin, { kind: "values" }>,
): PureTask {
  const [port = ""] = ports;
  const names = Object.keys(outputs);
  return (inputs) => {
    try {
      const value = inputs[port];
      if (value === undefined) throw new Fault("is missing", 0);
      const given = compute(value);
      return Object.fromEntries(names.map((output, index) => [output, given[index] as Value]));
    } catch (error) {
      throw failure(name, ports, error);
    }
  };
}

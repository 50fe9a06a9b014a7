import { isPromise } from "node:util/types";
import type { Executor, PureTask } from "@tierkreis/core";
import { isObject, nameOf } from "./answers.ts";
import { executorFault } from "./executor-fault.ts";
import { isReadable } from "./readable.ts";

/** An executor's pure tasks; one that gives no outputs by port, or throws what can not be read, is the executor's fault. */
export function guardPure(executor: Pick<Executor, "name" | "nameOf" | "pure">) {
  return (worker: string, task: string): PureTask | undefined => {
    const pure = executor.pure?.(worker, task);
    if (pure === undefined) return undefined;
    const fault = (how: string) => {
      const driver = executor.nameOf?.(worker, task) ?? executor.name;
      return executorFault(`of ${worker}.${task} ${how}`, { driver, operation: "pure" });
    };
    return (inputs) => {
      const outputs: unknown = performed(pure, inputs, fault);
      if (isObject(outputs) && !Array.isArray(outputs) && !isPromise(outputs))
        return outputs as ReturnType<PureTask>;
      const what = isPromise(outputs) ? "a promise" : nameOf(outputs);
      throw fault(`answered with ${what} instead of an object of outputs by port`);
    };
  };
}

function performed(pure: PureTask, inputs: Parameters<PureTask>[0], fault: (how: string) => Error): unknown {
  try {
    return pure(inputs);
  } catch (error) {
    throw isReadable(error) ? error : fault("failed with an error that can not be read");
  }
}

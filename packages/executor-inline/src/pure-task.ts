import { isPromise } from "node:util/types";
import { TierkreisError, type PureTask } from "@tierkreis/core";
import type { FunctionContext } from "./function-types.ts";
import type { Implementation } from "./implement.ts";
import { readValues } from "./read-inputs.ts";
import { readResult, type WantedOutputs } from "./read-result.ts";

/** A pure task belongs to no attempt. */
const noContext = {} as FunctionContext;

/** The implementation of a pure task as the engine calls it. */
export function pureTask({ definition, perform }: Implementation): PureTask {
  const { inputs, outputs } = definition.declared();
  const ports = Object.entries(outputs);
  const all: WantedOutputs = { ports: ports.map(([port]) => port), checked: [] };
  return (values) => {
    for (const port in values) {
      if (Object.hasOwn(inputs, port)) continue;
      throw new TierkreisError("TKR_GRAPH_INVALID", `it has no input ${JSON.stringify(port)}`, { port });
    }
    const result = perform(readValues(definition, values), noContext);
    if (isPromise(result)) {
      // Its rejection is nobody's any more.
      result.catch(() => undefined);
      throw new TypeError("its function gave a promise, which a pure task can not wait for");
    }
    return readResult(definition, result, all);
  };
}

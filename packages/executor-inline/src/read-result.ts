import {
  checkValue,
  TierkreisError,
  toValue,
  type PortSchema,
  type TaskDefinition,
  type Value,
} from "@tierkreis/core";
import { inWords } from "./read-inputs.ts";

/** The outputs that are wanted of a task. */
export interface WantedOutputs {
  readonly ports: readonly string[];
  /** The ports whose types the engine checks when it takes the outputs. */
  readonly checked: readonly string[];
}

/** A function's result as values by port, of the declared types. Throws a coded error that names the port. */
export function readResult(
  definition: TaskDefinition,
  result: unknown,
  wanted: WantedOutputs,
): Record<string, Value> {
  const ports = definition.declared().outputs;
  const given = resultsByPort(Object.keys(ports), result);
  const values: Record<string, Value> = {};
  for (const port of wanted.ports) {
    const declared = Object.hasOwn(ports, port) ? ports[port] : undefined;
    const output = given.get(port);
    if (declared === undefined || output === undefined) {
      if (declared?.optional === true) continue;
      throw new TierkreisError("TKR_OUTPUT_MISSING", `its function gave no output ${JSON.stringify(port)}`, {
        port,
      });
    }
    const { schema } = declared;
    const value = valueOf(port, output, schema);
    values[port] = value;
    const mismatch = wanted.checked.includes(port) ? undefined : checkValue(value, schema);
    if (mismatch !== undefined)
      throw new TierkreisError(
        "TKR_VALUE_TYPE",
        `its output ${JSON.stringify(port)} is not of the declared type: ${inWords(mismatch)}`,
        { port },
      );
  }
  return values;
}

function resultsByPort(ports: readonly string[], result: unknown): ReadonlyMap<string, unknown> {
  if (ports.length === 0) return new Map();
  if (ports.length === 1 && ports[0] === "value") return new Map([["value", result]]);
  if (typeof result !== "object" || result === null || Array.isArray(result))
    throw new TierkreisError(
      "TKR_OUTPUT_INVALID",
      `its function must give an object with the outputs ${ports.join(", ")}, and gave ${kindOf(result)}`,
    );
  const port = Object.keys(result).find((name) => !ports.includes(name));
  if (port !== undefined)
    throw new TierkreisError(
      "TKR_OUTPUT_INVALID",
      `its function gave ${JSON.stringify(port)}, which is none of its outputs ${ports.join(", ")}`,
      { port },
    );
  return new Map(Object.entries(result));
}

function valueOf(port: string, result: unknown, schema: PortSchema): Value {
  try {
    return toValue(result, schema);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    throw new TierkreisError(error.code, `its output ${JSON.stringify(port)}: ${error.message}`, {
      port,
      cause: error,
    });
  }
}

function kindOf(result: unknown): string {
  if (Array.isArray(result)) return "a list";
  if (result === null || result === undefined) return String(result);
  return `a ${typeof result}`;
}

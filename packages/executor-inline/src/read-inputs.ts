import {
  checkValue,
  decodeValue,
  fromValue,
  jsonToValue,
  TierkreisError,
  valueToJson,
  type DeclaredPort,
  type Json,
  type Mismatch,
  type PortSchema,
  type TaskDefinition,
  type Value,
} from "@tierkreis/core";

/** A task's inputs as its function sees them, from their stored bytes. Throws a coded error that names the port. */
export function readInputs(
  definition: TaskDefinition,
  stored: Readonly<Record<string, Uint8Array>>,
): Record<string, unknown> {
  return inputsOf(definition, stored, (bytes, schema) => toJs(decodeValue(bytes, schema), schema));
}

/** The same from values that somebody has decoded already, perhaps by no type or by another one. */
export function readValues(
  definition: TaskDefinition,
  values: Readonly<Record<string, Value>>,
): Record<string, unknown> {
  return inputsOf(definition, values, (value, schema) => {
    if (checkValue(value, schema) === undefined) return fromValue(value, schema);
    return toJs(jsonToValue(valueToJson(value), schema), schema);
  });
}

function inputsOf<T>(
  definition: TaskDefinition,
  given: Readonly<Record<string, T>>,
  read: (input: T, schema: PortSchema) => unknown,
): Record<string, unknown> {
  const ports = definition.declared().inputs;
  const inputs: Record<string, unknown> = {};
  for (const port in ports) {
    const declared = ports[port] as DeclaredPort;
    const input = Object.hasOwn(given, port) ? given[port] : undefined;
    try {
      inputs[port] = input === undefined ? missing(declared) : read(input, declared.schema);
    } catch (error) {
      if (!TierkreisError.isInstance(error)) throw error;
      throw new TierkreisError(error.code, `its input ${JSON.stringify(port)}: ${error.message}`, {
        port,
        cause: error,
      });
    }
  }
  return inputs;
}

function toJs(value: Value, schema: PortSchema): unknown {
  const mismatch = checkValue(value, schema);
  if (mismatch === undefined) return fromValue(value, schema);
  throw new TierkreisError("TKR_VALUE_TYPE", `not of the declared type: ${inWords(mismatch)}`);
}

/** What stands for an input that the graph leaves out. */
function missing({ schema, optional }: DeclaredPort): unknown {
  if ("default" in schema) return fromValue(jsonToValue(schema.default as Json, schema), schema);
  if (optional) return undefined;
  throw new TierkreisError("TKR_GRAPH_INVALID", "the graph does not give it");
}

/** `expected integer, found "a" at .items[3]` */
export function inWords({ expected, found, path }: Mismatch): string {
  return `expected ${expected}, found ${found}${path === "" ? "" : ` at ${path}`}`;
}

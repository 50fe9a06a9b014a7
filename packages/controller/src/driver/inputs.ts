import {
  checkValue,
  TierkreisError,
  toValue,
  type Graph,
  type PortSchema,
  type Value,
} from "@tierkreis/core";

/** The declared type of a graph's input or output, where there is one. */
export function interfaceType(
  graph: Graph,
  side: "inputs" | "outputs",
  port: string,
): PortSchema | undefined {
  const declarations = graph.interface?.[side];
  if (declarations === undefined || !Object.hasOwn(declarations, port)) return undefined;
  return graph.types?.[declarations[port]?.type ?? -1];
}

/**
 * The values a run starts with, by input port. A graph whose only input is `value` takes that value itself or `{ value }`.
 * Throws `TKR_INPUTS_INVALID` that names every missing, unknown or mistyped one.
 */
export function readInputs(graph: Graph, given: unknown): ReadonlyMap<string, Value> {
  const { values, problems } = lookAtInputs(graph, given);
  if (problems.length > 0)
    throw new TierkreisError("TKR_INPUTS_INVALID", `The run can not start: ${problems.join("; ")}.`);
  return values;
}

/** The inputs that are right, and in words what is wrong with the others, missing and unknown ones. */
export function lookAtInputs(
  graph: Graph,
  given: unknown,
): { readonly values: ReadonlyMap<string, Value>; readonly problems: readonly string[] } {
  const ports = inputPorts(graph);
  const byPort = spread(ports, given);
  const problems: string[] = [];
  const values = new Map<string, Value>();
  for (const port of ports.keys()) {
    const data = Object.hasOwn(byPort, port) ? byPort[port] : undefined;
    if (data === undefined) {
      if (ports.get(port) === "required") problems.push(`the input ${JSON.stringify(port)} is missing`);
      continue;
    }
    const read = readOne(graph, port, data);
    if ("problem" in read) problems.push(read.problem);
    else values.set(port, read.value);
  }
  for (const port of Object.keys(byPort)) {
    if (!ports.has(port))
      problems.push(`the graph has no input ${JSON.stringify(port)}; it has ${list(ports.keys())}`);
  }
  return { values, problems };
}

function readOne(graph: Graph, port: string, data: unknown): { value: Value } | { problem: string } {
  const type = interfaceType(graph, "inputs", port);
  const name = `the input ${JSON.stringify(port)}`;
  try {
    const value = toValue(data, type);
    const mismatch = type === undefined ? undefined : checkValue(value, type);
    if (mismatch === undefined) return { value };
    const place = mismatch.path === "" ? "" : ` at ${mismatch.path}`;
    return { problem: `${name}${place} must be ${mismatch.expected}, not ${mismatch.found}` };
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    return { problem: `${name} can not be a value: ${error.message}` };
  }
}

function inputPorts(graph: Graph): ReadonlyMap<string, "required" | "optional"> {
  const ports = new Map<string, "required" | "optional">();
  for (const node of graph.nodes) if (node.type === "input") ports.set(node.name, "required");
  for (const [port, declaration] of Object.entries(graph.interface?.inputs ?? {})) {
    ports.set(port, declaration.optional === true ? "optional" : "required");
  }
  return ports;
}

function spread(ports: ReadonlyMap<string, unknown>, given: unknown): Readonly<Record<string, unknown>> {
  const plain =
    typeof given === "object" && given !== null && isPlain(given)
      ? (given as Record<string, unknown>)
      : undefined;
  if (ports.size === 1 && ports.has("value")) {
    const keys = plain === undefined ? [] : Object.keys(plain);
    return keys.length === 1 && keys[0] === "value" && plain !== undefined
      ? plain
      : given === undefined
        ? {}
        : { value: given };
  }
  if (plain !== undefined) return plain;
  throw new TierkreisError(
    "TKR_INPUTS_INVALID",
    `The graph's inputs are given as an object by port: ${list(ports.keys())}.`,
  );
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

function list(names: Iterable<string>): string {
  const text = [...names].map((name) => JSON.stringify(name)).join(", ");
  return text === "" ? "none" : text;
}

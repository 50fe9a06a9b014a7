import { messageOf, TierkreisError } from "../errors.ts";
import { checkPortName, splitFunctionName } from "../names.ts";
import { FRAME_INPUTS, nodeRefs, type Graph, type GraphNode, type ValueRef } from "./document.ts";

/** Something wrong in a graph, found without running it. */
export interface GraphProblem {
  /** The index of the node, where the problem is of one. */
  readonly node?: number;
  readonly message: string;
}

const SHOWN = 10;

/** Throws `TKR_GRAPH_INVALID` that lists what is wrong with the graph, each with its node. */
export function checkGraph(graph: Graph): void {
  const problems = findGraphProblems(graph);
  if (problems.length > 0) throw graphError(problems);
}

/** The error for a list of problems. */
export function graphError(problems: readonly GraphProblem[], cause?: unknown): TierkreisError {
  const node = problems[0]?.node;
  const lines = problems
    .slice(0, SHOWN)
    .map((p) => (p.node === undefined ? p.message : `node ${String(p.node)}: ${p.message}`));
  if (problems.length > SHOWN) lines.push(`and ${String(problems.length - SHOWN)} more`);
  return new TierkreisError("TKR_GRAPH_INVALID", `The graph is not valid:\n  ${lines.join("\n  ")}`, {
    ...(node === undefined ? {} : { node }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** All that is wrong with a graph: names, references, missing inputs, cycles, the output node. Empty when it can run. */
export function findGraphProblems(graph: Graph): readonly GraphProblem[] {
  const problems: GraphProblem[] = [];
  graph.nodes.forEach((node, index) => {
    const report = (message: string) => problems.push({ node: index, message });
    checkNames(node, report);
    checkRefs(graph, node, report);
    checkPorts(graph, node, report);
  });
  checkInterface(graph, problems);
  const output = graph.graph_output_idx;
  if (output === null) {
    problems.push({ message: "it has no output node: graph_output_idx is null. Say what the graph gives." });
  } else if (graph.nodes[output]?.type !== "output") {
    problems.push({ node: output, message: "graph_output_idx points here, and it is no output node" });
  }
  if (problems.length === 0) problems.push(...findCycle(graph));
  return problems;
}

function checkNames(node: GraphNode, report: (message: string) => void): void {
  const attempt = (check: () => void) => {
    try {
      check();
    } catch (error) {
      report(messageOf(error));
    }
  };
  for (const port of Object.keys(node.inputs))
    if (port !== "*")
      attempt(() => {
        checkInputName(node, port);
      });
  if (node.type === "function") attempt(() => splitFunctionName(node.function_name));
  if (node.type === "input")
    attempt(() => {
      checkPortName(node.name);
    });
  if (node.type === "loop")
    attempt(() => {
      checkPortName(node.continue_port);
    });
}

/** Map inputs may carry a star behind their name: `a-*`. */
function checkInputName(node: GraphNode, port: string): void {
  checkPortName(node.type === "map" && port.endsWith("-*") ? port.slice(0, -2) : port);
}

function checkRefs(graph: Graph, node: GraphNode, report: (message: string) => void): void {
  for (const [input, ref] of nodeRefs(node)) {
    const problem = refProblem(graph, ref);
    if (problem !== undefined) report(`its input ${JSON.stringify(input)} takes ${problem}`);
  }
}

function refProblem(graph: Graph, [source, port]: ValueRef): string | undefined {
  if (source === FRAME_INPUTS) {
    const known = port === "body" || graph.nodes.some((node) => node.type === "input" && node.name === port);
    return known ? undefined : `the graph's input ${JSON.stringify(port)}, which it does not have`;
  }
  const node = graph.nodes[source];
  if (node === undefined) return `a value of node ${String(source)}, which does not exist`;
  const ports = outputPorts(node);
  if (
    ports === undefined ||
    ports.some((known) => known === port || (known.endsWith("*") && port.startsWith(known.slice(0, -1))))
  ) {
    return undefined;
  }
  const has = ports.length === 0 ? "it has none" : `it has ${ports.map((p) => JSON.stringify(p)).join(", ")}`;
  return `output ${JSON.stringify(port)} of node ${String(source)} (${node.type}), which has no such output: ${has}`;
}

/** The outputs a node surely has; `undefined` when only running tells. */
function outputPorts(node: GraphNode): readonly string[] | undefined {
  switch (node.type) {
    case "input":
      return [node.name];
    case "const":
    case "ifelse":
    case "eifelse":
      return ["value"];
    case "output":
      return [];
    case "function":
      return node.ports === undefined ? undefined : Object.keys(node.ports.outputs);
    case "eval":
    case "loop":
    case "map":
      return undefined;
  }
}

function checkPorts(graph: Graph, node: GraphNode, report: (message: string) => void): void {
  if (node.type !== "function" || node.ports === undefined) return;
  const declared = node.ports.inputs;
  for (const [port, declaration] of Object.entries(declared)) {
    if (declaration.optional !== true && !Object.hasOwn(node.inputs, port)) {
      report(`${node.function_name} needs the input ${JSON.stringify(port)}, which is not given`);
    }
  }
  for (const port of Object.keys(node.inputs)) {
    if (!Object.hasOwn(declared, port) && !Object.hasOwn(declared, "*")) {
      report(`${node.function_name} has no input ${JSON.stringify(port)}`);
    }
  }
  for (const declaration of [...Object.values(declared), ...Object.values(node.ports.outputs)]) {
    if (graph.types?.[declaration.type] === undefined)
      report(`type ${String(declaration.type)} is not in the graph's types`);
  }
}

function checkInterface(graph: Graph, problems: GraphProblem[]): void {
  const outputs = graph.nodes.flatMap((node, index) => (node.type === "output" ? [index] : []));
  if (outputs.length > 1) {
    problems.push({
      node: outputs[1] ?? 0,
      message: `it is a second output node beside node ${String(outputs[0])}`,
    });
  }
  if (graph.interface === undefined) return;
  const declarations = [...Object.values(graph.interface.inputs), ...Object.values(graph.interface.outputs)];
  if (declarations.some((declaration) => graph.types?.[declaration.type] === undefined)) {
    problems.push({ message: "its interface names a type that is not in its types" });
  }
}

/** Kahn's algorithm: what can not be ordered lies on or behind a cycle; then one cycle is walked for the message. */
function findCycle(graph: Graph): readonly GraphProblem[] {
  const sources = graph.nodes.map((node) =>
    nodeRefs(node).flatMap(([, [source]]) => (source === FRAME_INPUTS ? [] : [source])),
  );
  const consumers: number[][] = graph.nodes.map(() => []);
  sources.forEach((list, node) => {
    for (const source of list) consumers[source]?.push(node);
  });
  const unmet = sources.map((list) => list.length);
  const ready = unmet.flatMap((count, node) => (count === 0 ? [node] : []));
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    for (const consumer of consumers[node] ?? []) {
      const left = (unmet[consumer] ?? 0) - 1;
      unmet[consumer] = left;
      if (left === 0) ready.push(consumer);
    }
  }
  const start = unmet.findIndex((count) => count > 0);
  if (start === -1) return [];
  const seen = new Map<number, number>();
  const path: number[] = [];
  let node = start;
  while (!seen.has(node)) {
    seen.set(node, path.length);
    path.push(node);
    node = (sources[node] ?? []).find((source) => (unmet[source] ?? 0) > 0) ?? start;
  }
  const cycle = [...path.slice(seen.get(node)), node].reverse();
  return [{ node, message: `it needs its own output, in a cycle of nodes ${cycle.join(" -> ")}` }];
}

import { TierkreisError } from "../errors.ts";
import { checkPortName } from "../names.ts";
import { parseJson, stringifyJson, type Json } from "../value/json.ts";
import { checkGraph, graphError } from "./check.ts";
import { graphSchema, type Graph, type GraphNode } from "./document.ts";
import { problemOf } from "./issue-text.ts";

/**
 * Reads and checks a graph document. Throws `TKR_GRAPH_INVALID` naming the node of each problem.
 *
 * @param text JSON text, or UTF-8 bytes of it.
 */
export function parseGraph(text: string | Uint8Array): Graph {
  const json = typeof text === "string" ? text : new TextDecoder().decode(text);
  let document: Json;
  try {
    document = parseJson(json);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    throw graphError([{ message: `it is no JSON: ${error.message}` }], error);
  }
  return toGraph(document);
}

/** What `toGraph` has given: it need not be looked at again. */
const checked = new WeakSet<object>();

/** The same for a document that has been read already. What it gives is not to be changed: it is taken as checked from then on. */
export function toGraph(document: unknown): Graph {
  if (typeof document === "object" && document !== null && checked.has(document)) return document as Graph;
  refusePrototypePorts(document);
  const result = graphSchema.safeParse(document);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => problemOf(issue, document));
    throw graphError(problems, result.error);
  }
  checkGraph(result.data);
  checked.add(result.data);
  return result.data;
}

/** The document's JSON text: what Tierkreis for Python loads. Numbers keep their tokens, which `JSON.stringify` does not do for all. */
export function stringifyGraph(graph: Graph): string {
  return [...piecesOf(graph)].join("");
}

/** The same text as UTF-8 bytes: cheaper for a large graph than to make one text of it first. */
export function encodeGraph(graph: Graph): Uint8Array {
  const pieces = [...piecesOf(graph)];
  const bytes = Buffer.allocUnsafe(pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0));
  let at = 0;
  for (const piece of pieces) at += bytes.write(piece, at);
  return bytes;
}

/** Nodes that are written at once: their text is gone before the next ones are made. */
const PIECE = 256;

function* piecesOf({ nodes, ...rest }: Graph): Iterable<string> {
  yield '{"nodes":[';
  for (let at = 0; at < nodes.length;) {
    const run = plainRun(nodes, at);
    if (at > 0) yield ",";
    yield run.length > 0 ? JSON.stringify(run).slice(1, -1) : stringifyNode(nodes[at]);
    at += Math.max(1, run.length);
  }
  yield `],${stringifyJson(rest as unknown as Json).slice(1)}`;
}

/** The next nodes that are no consts: names and small numbers only, which JavaScript's own writer keeps. */
function plainRun(nodes: Graph["nodes"], from: number): readonly GraphNode[] {
  let end = from;
  while (end < from + PIECE && end < nodes.length && nodes[end]?.type !== "const") end++;
  return nodes.slice(from, end);
}

/** A const holds a user's value, whose number tokens are kept. */
function stringifyNode(node: GraphNode | undefined): string {
  if (node?.type !== "const") return JSON.stringify(node);
  const { value, ...rest } = node;
  return `${JSON.stringify(rest).slice(0, -1)},"value":${stringifyJson(value)}}`;
}

/** `__proto__` is no port: zod would drop it without a word. */
function refusePrototypePorts(document: unknown): void {
  if (
    typeof document !== "object" ||
    document === null ||
    !("nodes" in document) ||
    !Array.isArray(document.nodes)
  )
    return;
  for (const node of document.nodes as unknown[]) {
    if (typeof node !== "object" || node === null) continue;
    for (const ports of ["inputs" in node && node.inputs, "outputs" in node && node.outputs]) {
      if (typeof ports === "object" && ports !== null && Object.hasOwn(ports, "__proto__"))
        checkPortName("__proto__");
    }
  }
}

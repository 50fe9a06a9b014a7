import {
  childLocation,
  stringifyJson,
  type GraphNode,
  type Json,
  type Location,
  type RunKeys,
  type ValueRef,
} from "@tierkreis/core";
import type { Frame } from "../scheduler/frame.ts";
import type { FrameNode } from "../scheduler/observer.ts";
import type { PlanNode } from "../scheduler/plan.ts";
import { taskName } from "./task-call.ts";

/** References by input port. */
type Refs = Readonly<Record<string, ValueRef>>;

/** Consumers by output port. */
type Consumers = GraphNode["outputs"];

/** Definitions of nodes that were written before: each evaluation of a graph writes the same. */
const written = new WeakMap<PlanNode, Uint8Array>();

/** A node's `nodedef`, in the fields and the order of Tierkreis for Python. */
export function nodeDefinition(planned: PlanNode): Uint8Array {
  let bytes = written.get(planned);
  if (bytes === undefined) written.set(planned, (bytes = encode(fieldsOf(planned.node))));
  return bytes;
}

/** The `nodedef` of an evaluation that no node of a graph stands for: the root's, an iteration's, an element's. */
export function evaluationDefinition(frame: Frame, by: FrameNode | undefined): Uint8Array | undefined {
  if (by === undefined) {
    const given = [...(frame.given?.keys() ?? [])].filter((port) => port !== "body");
    return evaluation(ownNames(given), {});
  }
  const { node } = by.planned;
  if (node.type === "map") return evaluation(node.inputs, node.outputs);
  if (node.type !== "loop") return undefined;
  const own = ownNames(Object.keys(node.inputs));
  const before = frame.plan.nodes[frame.plan.output]?.node.inputs;
  const inputs = frame.place.index === 0 ? { ...own, ...ownNames(["body"]) } : { ...own, ...before };
  return evaluation(inputs, node.outputs);
}

/** A task's call as Python notes it (`definition`), with paths from the folder of all runs on. */
export function callNote(keys: RunKeys, parent: Location, { index, node, outputs }: PlanNode): Uint8Array {
  const location = childLocation(parent, "N", index);
  const folder = keys.folder(location);
  const source = ([at, port]: ValueRef) => keys.output(childLocation(parent, "N", at), port);
  return encode({
    function_name: taskName(node).task,
    inputs: Object.fromEntries(Object.entries(node.inputs).map(([port, ref]) => [port, source(ref)])),
    outputs: Object.fromEntries(outputs.map((port) => [port, keys.output(location, port)])),
    output_dir: `${folder}outputs`,
    done_path: `${folder}_done`,
    error_path: `${folder}logs`,
    logs_path: `${keys.all}logs`,
  });
}

function evaluation(inputs: Refs, outputs: Consumers): Uint8Array {
  return encode({ outputs, graph: [-1, "body"], inputs, type: "eval" });
}

/** References to inputs of the enclosing evaluation by their own names. */
function ownNames(ports: readonly string[]): Refs {
  return Object.fromEntries(ports.map((port) => [port, [-1, port]]));
}

function fieldsOf(node: GraphNode): Json {
  const { outputs, inputs, type } = node;
  switch (node.type) {
    case "function":
      return { outputs, function_name: node.function_name, inputs, type };
    case "eval":
      return { outputs, graph: node.graph, inputs, type };
    case "loop":
      return {
        outputs,
        body: node.body,
        inputs,
        continue_port: node.continue_port,
        type,
        name: node.name ?? null,
      };
    case "map":
      return { outputs, body: node.body, inputs, type };
    case "const":
      return { outputs, value: node.value, inputs, type };
    case "ifelse":
    case "eifelse":
      return { outputs, pred: node.pred, if_true: node.if_true, if_false: node.if_false, inputs, type };
    case "input":
      return { outputs, name: node.name, inputs, type };
    case "output":
      return { outputs, inputs, type };
  }
}

function encode(json: Json): Uint8Array {
  return new TextEncoder().encode(stringifyJson(json));
}

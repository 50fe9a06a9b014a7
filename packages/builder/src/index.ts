export { GraphBuilder } from "./graph-builder.ts";
export { script } from "./script.ts";
export { graph } from "./graph-type.ts";
export { foldGraph } from "./fold-graph.ts";
export type { GraphConstructs } from "./graph-constructs.ts";
export type { ValueConstructs } from "./value-constructs.ts";
export type { GraphType, PortGraph } from "./types/port-graph.ts";
export type { InputRefs, LoopOptions, NodeOptions, OutputWires } from "./types/wires.ts";
// What the signatures above are made of; programs seldom name one.
export type * as types from "./types/index.ts";
export {
  bytes,
  complex,
  Complex,
  defineTask,
  type Ref,
  type Task,
  type TaskInvocation,
  type TypedGraph,
} from "@tierkreis/core";

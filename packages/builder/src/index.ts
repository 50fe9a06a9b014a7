export { GraphBuilder, type InputRefs, type OutputWires } from "./graph-builder.ts";
export { script } from "./script.ts";
export {
  bytes,
  complex,
  Complex,
  defineTask,
  graph,
  type Ref,
  type Task,
  type TaskInvocation,
  type TypedGraph,
} from "@tierkreis/core";

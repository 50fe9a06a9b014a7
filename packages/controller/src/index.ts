export { readLoopTrace, type TraceOptions } from "./read-loop-trace.ts";
export { readOutputs } from "./read-outputs.ts";
export { readValues, type ReadOptions } from "./read-values.ts";
export { RoutingExecutor } from "./routing-executor.ts";
export { runGraph, startRun, type RunHandle, type RunOptions } from "./run-graph.ts";
export { MultipleExecutor } from "./multiple-executor.ts";
export { TaskExecutor } from "./task-executor.ts";
export type { NodeFields, RunCounts, RunEvent, RunSnapshot, TaskFields } from "./events.ts";

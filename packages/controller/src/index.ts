export { readOutputs } from "./read-outputs.ts";
export { runGraph, startRun, type RunHandle, type RunOptions } from "./run-graph.ts";
export { MultipleExecutor } from "./multiple-executor.ts";
export type { RunCounts, RunEvent, TaskFields } from "./events.ts";

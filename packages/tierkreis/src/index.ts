// Building graphs
export {
  bytes,
  complex,
  Complex,
  defineTask,
  foldGraph,
  graph,
  GraphBuilder,
  script,
  type Ref,
  type Task,
  type TaskInvocation,
  type TypedGraph,
} from "@tierkreis/builder";
export * as builtins from "@tierkreis/builtins";
// Running them
export {
  cancelRun,
  deleteRun,
  listAttempts,
  listRuns,
  MultipleExecutor,
  readLoopTrace,
  readOutputs,
  readRun,
  restart,
  runGraph,
  startRun,
  TaskExecutor,
  type AttemptInfo,
  type RunEvent,
  type RunHandle,
  type RunInfo,
  type RunOptions,
} from "@tierkreis/controller";
export { TierkreisError, type ErrorCode, type Executor, type Storage } from "@tierkreis/core";
// Drivers
export { implement, InlineExecutor } from "@tierkreis/executor-inline";
export { ShellExecutor } from "@tierkreis/executor-shell";
export { StdInOutExecutor } from "@tierkreis/executor-stdinout";
export { UvExecutor } from "@tierkreis/executor-uv";
export { FileStorage } from "@tierkreis/storage-fs";
export { MemoryStorage } from "@tierkreis/storage-memory";

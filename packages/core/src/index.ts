export { errnoOf, messageOf, TierkreisError, type ErrorCode, type ErrorDetails } from "./errors.ts";
export {
  checkPortName,
  checkTaskName,
  checkWorkerName,
  splitFunctionName,
  splitNumberedPort,
} from "./names.ts";
export {
  childLocation,
  isLocation,
  parseLocation,
  ROOT,
  RUN_INPUTS,
  type Location,
  type LocationStep,
} from "./location.ts";
export { nearNames } from "./near-names.ts";
export { newRunId, toRunId, type RunIdInput } from "./run-id.ts";
export {
  checkKey,
  checkPrefix,
  compareAttempts,
  isHashedLocation,
  locationSegment,
  parseAttemptKey,
  RunKeys,
  type AttemptName,
} from "./keys.ts";
export { isLocked, lastEpoch, RunLock } from "./lock.ts";
export { machineId, processStart } from "./machine.ts";
export { lifeOf, ownName } from "./owner-name.ts";
export { workerCallSchema, type WorkerCall } from "./worker-call.ts";
export { defineStorage, type StorageParts } from "./define-storage.ts";
export { notFound } from "./storage-errors.ts";
export { checkLimit, compareKeys, listPage } from "./list-page.ts";
export type {
  Storage,
  StorageCapabilities,
  StorageListOptions,
  StoragePage,
  StorageStat,
  StorageWrite,
} from "./storage.ts";
export type { CheckOptions, Executor, ExecutorCapabilities, PureTask } from "./executor.ts";
export type {
  TaskCall,
  TaskContext,
  TaskEnd,
  TaskEnding,
  TaskInput,
  TaskOutput,
  TaskSite,
  Workspace,
} from "./task.ts";
export {
  FRAME_INPUTS,
  graphSchema,
  nodeRefs,
  type Graph,
  type GraphNode,
  type NodeType,
  type PortDeclaration,
  type ValueRef,
} from "./graph/document.ts";
export { retryPolicySchema, taskPolicySchema, type RetryPolicy, type TaskPolicy } from "./graph/policy.ts";
export { checkGraph, findGraphProblems, type GraphProblem } from "./graph/check.ts";
export { encodeGraph, parseGraph, stringifyGraph, toGraph } from "./graph/graph-json.ts";
export type { PortSchema, SchemaType } from "./ports/schema.ts";
export { toPortSchema } from "./ports/to-port-schema.ts";
export { bytes, complex, graph } from "./ports/words.ts";
export { isRef, makeRef, type Ref } from "./ports/ref.ts";
export {
  isZodType,
  portRecord,
  type InputValues,
  type OptionalPort,
  type OutputValues,
  type PortRecord,
  type PortRecordOf,
  type PortTypes,
  type Simplify,
} from "./ports/port-types.ts";
export {
  declarePorts,
  defineTask,
  type DeclaredPort,
  type Task,
  type TaskArguments,
  type TaskDefinition,
  type TaskInputs,
  type TaskInvocation,
  type TaskResult,
  type Wired,
} from "./ports/define-task.ts";
export type { TypedGraph } from "./ports/typed-graph.ts";
export { parseJson, RawNumber, stringifyJson, type Json } from "./value/json.ts";
export { Complex, float, Float, GraphValue, integer, isFloat, isInteger, type Value } from "./value/value.ts";
export { decodeValue, encodeValue } from "./value/codec.ts";
export { jsonToValue, valueToJson } from "./value/json-value.ts";
export { fromValue } from "./value/from-value.ts";
export { toValue } from "./value/to-value.ts";
export { checkValue, type Mismatch } from "./value/check.ts";

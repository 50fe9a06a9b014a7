export { generateStubs, type GeneratedStubs, type GenerateOptions } from "./stubs/generate.ts";
export {
  checkStubs,
  writeStubs,
  type CheckedStubs,
  type StubsState,
  type WriteOptions,
  type WrittenStubs,
} from "./stubs/write.ts";
export {
  findSchema,
  workerStubs,
  type AskedTasks,
  type WorkerStubs,
  type WorkerStubsOptions,
} from "./stubs/workers.ts";
export { describeProgram } from "./described/read-description.ts";
export { formatStubDiagnostic, type StubDiagnostic } from "./diagnostics.ts";
// What TypeSpec loads: the library, its decorators, its checks and its emitter.
export { $lib, type EmitterOptions } from "./lib.ts";
export { $decorators } from "./decorators.ts";
export { $onEmit, $onValidate } from "./emitter.ts";

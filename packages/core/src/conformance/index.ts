export type { ConformanceTest, RunnerContext } from "./conformance-test.ts";
export type { MakeStorage, StorageSuiteOptions } from "./storage/site.ts";
export { storageSuite } from "./storage/suite.ts";
export { executorSuite } from "./executor/suite.ts";
export type { ExecutorSuiteOptions, MakeExecutor } from "./executor/options.ts";
export { probes, type ProbeName } from "./executor/probes.ts";
export { findFilterProbe, writeFilterProbes, writeShellProbes } from "./executor/shell-probes.ts";

export type { ConformanceTest, RunnerContext } from "./conformance-test.ts";
export { storageSuite, type MakeStorage, type StorageSuiteOptions } from "./storage/suite.ts";

export { AutoExecutor, type AutoExecutorOptions } from "./run/auto-executor.ts";

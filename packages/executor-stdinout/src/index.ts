export { StdInOutExecutor } from "./stdinout-executor.ts";
export type { StdInOutExecutorOptions } from "./options.ts";

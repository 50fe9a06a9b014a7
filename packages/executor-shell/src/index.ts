export { ShellExecutor } from "./shell-executor.ts";
export type { ShellExecutorOptions } from "./options.ts";

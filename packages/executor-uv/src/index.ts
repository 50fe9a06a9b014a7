export { UvExecutor } from "./uv-executor.ts";
export type { UvExecutorOptions } from "./options.ts";

export { UvExecutor } from "./uv-executor.ts";
export type { UvExecutorOptions } from "./options.ts";
export { preparePython, type WorkerPython } from "./prepare-python.ts";

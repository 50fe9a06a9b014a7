export { AutoExecutor, type AutoExecutorOptions } from "./run/auto-executor.ts";
export {
  defineConfig,
  type ExecutorFactory,
  type StorageFactory,
  type TierkreisConfig,
} from "./config/config.ts";

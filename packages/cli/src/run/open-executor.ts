import type { Executor } from "@tierkreis/core";
import type { Settings } from "../config/settings.ts";
import { AutoExecutor } from "./auto-executor.ts";

/** The executor that the settings call for: each worker's folder says which one it needs, unless the configuration does. */
export function openExecutor({ registry, config }: Pick<Settings, "registry" | "config">): Executor {
  const { workers = {}, launchers = {} } = config?.config ?? {};
  return new AutoExecutor({ registry: registry.value, workers, launchers });
}

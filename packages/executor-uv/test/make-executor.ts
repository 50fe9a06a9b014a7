import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { MakeExecutor } from "@tierkreis/core/conformance";
import { UvExecutor, type UvExecutorOptions } from "@tierkreis/executor-uv";
import { createSpawner } from "@tierkreis/process";

/** Ends what ignores a gentle signal sooner than people would want. */
const spawner = createSpawner({ survive: true, graceMs: 300 });

/** One environment for all tests and their processes, kept as other caches are. */
const environments = join(import.meta.dirname, "..", "node_modules", ".cache", "conformance");

/** What the suite makes executors with. */
export const makeExecutorWith =
  (options: Partial<UvExecutorOptions>): MakeExecutor =>
  (place) => {
    mkdirSync(join(place, "conformance"), { recursive: true });
    copyFileSync(join(import.meta.dirname, "fixtures", "probes.py"), join(place, "conformance", "main.py"));
    return new UvExecutor({ registry: place, spawner, environments, ...options });
  };

/** An executor whose tasks survive this process. */
export const makeExecutor: MakeExecutor = makeExecutorWith({});

import type { ProgramExecutorOptions } from "@tierkreis/process";
import { z } from "zod";

/** Options of {@link StdInOutExecutor}. */
export interface StdInOutExecutorOptions extends ProgramExecutorOptions {
  /**
   * Folders with one file or folder a worker, looked through in order, after `PATH`. Relative ones start at the working
   * directory.
   * @default none: programs on `PATH` only
   */
  readonly registry?: string | readonly string[];
}

const schema = z.strictObject({
  registry: z.union([z.string(), z.array(z.string()).readonly()]).optional(),
  env: z.record(z.string(), z.string()).optional(),
  survive: z.boolean().optional(),
  spawner: z.unknown().optional(),
});

/** Throws a `TypeError` that names the wrong option. */
export function checkOptions(options: StdInOutExecutorOptions): StdInOutExecutorOptions {
  const parsed = schema.safeParse(options);
  if (parsed.success) return options;
  throw new TypeError(`Wrong options for StdInOutExecutor:\n${z.prettifyError(parsed.error)}`);
}

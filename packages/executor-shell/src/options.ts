import type { ProgramExecutorOptions } from "@tierkreis/process";
import { z } from "zod";

/** Options of {@link ShellExecutor}. */
export interface ShellExecutorOptions extends ProgramExecutorOptions {
  /** Folders with one folder or file a worker, looked through in order. Relative ones start at the working directory. */
  readonly registry: string | readonly string[];
  /**
   * Whether a program on `PATH` named `<worker>`, `tkr-<worker>` or `tkr_<worker>` can be a worker, and whether it is
   * looked for before or after the registry.
   * @default "never"
   */
  readonly path?: "first" | "last" | "never";
  /**
   * Adds `input_<port>_value` with each input's very bytes. A value that no variable can hold fails its task.
   * @default false
   */
  readonly exportValues?: boolean;
  /**
   * The working directory: the attempt's own scratch folder, or the worker's folder.
   * @default "scratch"
   */
  readonly cwd?: "scratch" | "worker";
}

const schema = z.strictObject({
  registry: z.union([z.string(), z.array(z.string()).readonly()]),
  path: z.enum(["first", "last", "never"]).optional(),
  exportValues: z.boolean().optional(),
  env: z.record(z.string(), z.string()).optional(),
  cwd: z.enum(["scratch", "worker"]).optional(),
  survive: z.boolean().optional(),
  spawner: z.unknown().optional(),
});

/** Throws a `TypeError` that names the wrong option. */
export function checkOptions(options: ShellExecutorOptions): ShellExecutorOptions {
  const parsed = schema.safeParse(options);
  if (parsed.success) return options;
  throw new TypeError(`Wrong options for ShellExecutor:\n${z.prettifyError(parsed.error)}`);
}

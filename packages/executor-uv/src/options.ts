import type { ProgramExecutorOptions } from "@tierkreis/process";
import { z } from "zod";

/** Options of {@link UvExecutor}. */
export interface UvExecutorOptions extends ProgramExecutorOptions {
  /** Folders with one folder or file a worker, looked through in order. Relative ones start at the working directory. */
  readonly registry: string | readonly string[];
  /**
   * The uv to use: a path, or a name on `PATH`.
   * @default "uv"
   */
  readonly uv?: string;
  /**
   * The Python to use, as uv takes it: a version such as `3.12`, or a path.
   * @default what the worker asks for (`requires-python`, `.python-version`), or `UV_PYTHON`
   */
  readonly python?: string;
  /** Variables for uv and for every task, over those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The folder in which the workers' environments are made, each once. It may be removed at any time between runs.
   * @default `tierkreis/python` in `XDG_CACHE_HOME` or `~/.cache`
   */
  readonly environments?: string;
  /**
   * Keeps a process for each worker that has its imports loaded, and forks it for each task: `main.py` runs as ever, without
   * the time its first imports take. Where a fork would not be the same (the imports leave threads or files open; no Linux), the
   * tasks are started one by one, and the first one's log says why. `idleMs` is how long such a process stays without tasks, in
   * milliseconds (default 60 000); it ends with the run in any case.
   * @default false
   */
  readonly warm?: boolean | { readonly idleMs?: number };
}

const schema = z.strictObject({
  registry: z.union([z.string(), z.array(z.string()).readonly()]),
  uv: z.string().min(1).optional(),
  python: z.string().min(1).optional(),
  env: z.record(z.string(), z.string()).optional(),
  environments: z.string().min(1).optional(),
  warm: z.union([z.boolean(), z.strictObject({ idleMs: z.int().nonnegative().optional() })]).optional(),
  survive: z.boolean().optional(),
  spawner: z.unknown().optional(),
});

/** Throws a `TypeError` that names the wrong option. */
export function checkOptions(options: UvExecutorOptions): UvExecutorOptions {
  const parsed = schema.safeParse(options);
  if (parsed.success) return options;
  throw new TypeError(`Wrong options for UvExecutor:\n${z.prettifyError(parsed.error)}`);
}

import { fileURLToPath } from "node:url";
import type { HelperProgram } from "./spawner.ts";
import { recordVariable } from "./system/process-table.ts";

/** Room for the marks that each fork shows in place of the server's: a path is at most 4096 bytes long. */
const slot = " ".repeat(4608);
const script = fileURLToPath(new URL("../python/fork_server.py", import.meta.url));

/** A Python and the program whose imports it has loaded. */
export interface ForkServerOptions {
  /** The interpreter, as the requests name it. */
  readonly python: string;
  /** The program's file; without one nothing is loaded, and all programs are started as new processes. */
  readonly main?: string;
  /** The working directory for the imports. */
  readonly cwd: string;
  /** The whole environment for the imports. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A helper in Python that has the imports of a program loaded. It forks for each request that says `file: python` and
 * `args: [main, ...]`: a process that does what a new one would, without the time that the imports take. It needs Python 3.8 and
 * Linux. Its `start()` rejects when a fork would not be the same as a new process, because the imports leave threads or files open or
 * fail; the `cause` says which. A request after a change of the imported files ends as `not-started` with `ESTALE`.
 */
export function forkServer({ python, main, cwd, env }: ForkServerOptions): HelperProgram {
  // What the process that runs this shows of itself is not the server's to show.
  const own = Object.entries(env).filter(([name]) => name !== recordVariable);
  const args = main === undefined ? [script] : [script, main];
  return { file: python, args, cwd, env: { ...Object.fromEntries(own), TKR_SPAWN_SLOT: slot } };
}

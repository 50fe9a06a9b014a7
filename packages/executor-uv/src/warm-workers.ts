import { sep } from "node:path";
import type { TaskContext } from "@tierkreis/core";
import type { TaskProgram } from "@tierkreis/process";
import type { PreparedWorker } from "./prepare-python.ts";
import { WarmServer, type WarmEnd, type WarmServerOptions } from "./warm-server.ts";

interface Entry {
  /** All that the server's imports depend on, but for the files they read. */
  readonly key: string;
  readonly server: WarmServer;
}

/** The warm processes of an executor: one for each worker that has tasks. */
export class WarmWorkers {
  readonly #options: WarmServerOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: WarmServerOptions) {
    this.#options = options;
  }

  /** Runs a task of the worker: as a fork, or isolated where a fork would not be the same. */
  async run(
    prepared: PreparedWorker,
    program: Required<Pick<TaskProgram, "file" | "args" | "cwd" | "env">>,
    context: TaskContext,
  ): Promise<WarmEnd> {
    const env = importVariables(program.env, (await context.workspace()).dir);
    const { source, environment } = prepared;
    const key = JSON.stringify([environment.python, environment.digest, source.main, env]);
    for (;;) {
      const { server } = this.#entry(source.worker, key, () => {
        const { file: python, cwd } = program;
        return new WarmServer({ python, main: source.main, cwd, env }, this.#options);
      });
      const end = await server.run(program, context);
      if (end !== undefined) return end;
      void server.retire();
    }
  }

  /** Ends the processes, each when its last task has ended. */
  async release(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(({ server }) => server.retire()));
  }

  #entry(worker: string, key: string, make: () => WarmServer): Entry {
    const known = this.#entries.get(worker);
    if (known?.key === key && !known.server.retired) return known;
    void known?.server.retire();
    const entry = { key, server: make() };
    this.#entries.set(worker, entry);
    return entry;
  }
}

/** The variables for the imports: those of the task, but for a folder that is this attempt's alone. */
function importVariables(
  changes: Readonly<Record<string, string | undefined>>,
  attempt: string,
): Record<string, string> {
  const variables = { ...process.env, ...changes };
  const folder = variables["TKR_DIR"];
  if (folder === attempt || folder?.startsWith(attempt + sep) === true) variables["TKR_DIR"] = undefined;
  const given = Object.entries(variables).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}

import { basename } from "node:path";
import {
  type CheckOptions,
  type Executor,
  type Json,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";
import { resolveLauncher } from "@tierkreis/process";

/** Options of {@link AutoExecutor}. */
export interface AutoExecutorOptions {
  /** Folders with one folder or file a worker, looked through in order. Relative ones start at the working directory. */
  readonly registry: string | readonly string[];
}

type Kind = "inline" | "shell" | "stdinout" | "uv";

/** The file that starts a worker, and the executor it calls for. Everything else is a file of the worker's name. */
const kinds: Readonly<Record<string, Kind>> = {
  "main.sh": "shell",
  "main.py": "uv",
  "main.ts": "inline",
  "main.mts": "inline",
  "main.js": "inline",
  "main.mjs": "inline",
};

/**
 * Gives each worker of a registry the executor that its folder calls for: `main.sh` the shell, `main.py` uv, `main.ts` its
 * functions, a file from standard input to standard output, which is also for all `script` tasks. An executor is loaded when
 * a worker needs it.
 */
export class AutoExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "auto";
  readonly #registry: string | readonly string[];
  readonly #executors = new Map<Kind, Promise<Executor>>();

  constructor(options: AutoExecutorOptions) {
    this.#registry = options.registry;
  }

  async check(site: TaskSite, options?: CheckOptions): Promise<void> {
    const executor = await this.#for(site);
    await executor.check?.(site, options);
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const executor = await this.#for(call);
    return executor.run(call, context);
  }

  nameOf(worker: string, task: string): string {
    return this.#kind({ worker, task });
  }

  async reattach(handle: Json, call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const executor = await this.#for(call);
    if (executor.reattach !== undefined) return executor.reattach(handle, call, context);
    return { status: "lost", reason: `the executor ${executor.name} can not take a task over` };
  }

  async release(run: string): Promise<void> {
    for (const executor of this.#executors.values()) await (await executor).release?.(run);
  }

  #kind({ worker, task }: Pick<TaskCall, "worker" | "task">): Kind {
    return task === "exec_script" ? "stdinout" : this.#kindOf(worker);
  }

  #for(call: TaskCall): Promise<Executor> {
    const kind = this.#kind(call);
    const known = this.#executors.get(kind) ?? this.#load(kind);
    this.#executors.set(kind, known);
    return known;
  }

  #kindOf(worker: string): Kind {
    const { file } = resolveLauncher({ worker, registry: this.#registry, files: Object.keys(kinds) });
    const name = basename(file);
    return (name === worker ? undefined : kinds[name]) ?? "stdinout";
  }

  async #load(kind: Kind): Promise<Executor> {
    const registry = this.#registry;
    switch (kind) {
      case "inline":
        return new (await import("@tierkreis/executor-inline")).InlineExecutor({ registry });
      case "shell":
        return new (await import("@tierkreis/executor-shell")).ShellExecutor({ registry });
      case "stdinout":
        return new (await import("@tierkreis/executor-stdinout")).StdInOutExecutor({ registry });
      case "uv":
        return new (await import("@tierkreis/executor-uv")).UvExecutor({ registry });
    }
  }
}

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
import type { ExecutorFactory } from "../config/config.ts";
import { usageError } from "../usage-error.ts";

/** Options of {@link AutoExecutor}. */
export interface AutoExecutorOptions {
  /** Folders with one folder or file a worker, looked through in order. Relative ones start at the working directory. */
  readonly registry: string | readonly string[];
  /** The executors of single workers, by name. */
  readonly workers?: Readonly<Record<string, ExecutorFactory>>;
  /** Executors for workers whose folder holds a file of that name, before those that are known here. */
  readonly launchers?: Readonly<Record<string, ExecutorFactory>>;
}

/** How a worker is run: a built-in kind, or what the options give. */
type Kind = "inline" | "shell" | "stdinout" | "uv" | `worker ${string}` | `launcher ${string}`;

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
  readonly #options: AutoExecutorOptions;
  readonly #files: readonly string[];
  readonly #executors = new Map<Kind, Promise<Executor>>();
  readonly #loaded = new Map<Kind, Executor>();

  constructor(options: AutoExecutorOptions) {
    this.#options = options;
    this.#files = [...new Set([...Object.keys(options.launchers ?? {}), ...Object.keys(kinds)])];
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
    const kind = this.#kind({ worker, task });
    return this.#loaded.get(kind)?.name ?? kind;
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
    if (Object.hasOwn(this.#options.workers ?? {}, worker)) return `worker ${worker}`;
    return task === "exec_script" ? "stdinout" : this.#kindOf(worker);
  }

  #for(call: TaskCall): Promise<Executor> {
    const kind = this.#kind(call);
    const known = this.#executors.get(kind) ?? this.#load(kind);
    this.#executors.set(kind, known);
    return known;
  }

  #kindOf(worker: string): Kind {
    const { registry, launchers = {} } = this.#options;
    const { file } = resolveLauncher({ worker, registry, files: this.#files });
    const name = basename(file);
    if (name === worker) return "stdinout";
    return Object.hasOwn(launchers, name) ? `launcher ${name}` : (kinds[name] ?? "stdinout");
  }

  async #load(kind: Kind): Promise<Executor> {
    const executor = await this.#make(kind);
    this.#loaded.set(kind, executor);
    return executor;
  }

  async #make(kind: Kind): Promise<Executor> {
    const { registry, workers, launchers } = this.#options;
    switch (kind) {
      case "inline":
        return new (await import("@tierkreis/executor-inline")).InlineExecutor({ registry });
      case "shell":
        return new (await import("@tierkreis/executor-shell")).ShellExecutor({ registry });
      case "stdinout":
        return new (await import("@tierkreis/executor-stdinout")).StdInOutExecutor({ registry });
      case "uv":
        return new (await import("@tierkreis/executor-uv")).UvExecutor({ registry });
      default: {
        const [where = "", name = ""] = kind.split(/ (.*)/s);
        const factory = (where === "worker" ? workers : launchers)?.[name];
        const executor = await factory?.({ registry: typeof registry === "string" ? [registry] : registry });
        if (executor === undefined) throw usageError(`The configuration gives no executor for the ${kind}.`);
        return executor;
      }
    }
  }
}

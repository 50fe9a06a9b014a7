import type { Executor, RetryPolicy, Storage } from "@tierkreis/core";
import type { Concurrency, OnFailure } from "@tierkreis/controller";

/** What `tierkreis.config.ts` says of a project. A flag, then an environment variable, count more than it. */
export interface TierkreisConfig {
  /** The project's graph, for commands that name none: `FILE.ts`, `FILE.ts:export` or `GRAPH.json`. A relative path starts at the config's folder. */
  readonly graph?: string;
  /** Where checkpoints go: `fs:PATH`, `sqlite:FILE`, `memory:`, or a scheme of {@link storages}. A relative path starts at the config's folder. */
  readonly storage?: string;
  /** Folders with one folder or file a worker, looked through in order. A relative one starts at the config's folder. */
  readonly registry?: string | readonly string[];
  /** Further storages, by the scheme that names them before the colon. */
  readonly storages?: Readonly<Record<string, StorageFactory>>;
  /** The executors of single workers, by the worker's name. */
  readonly workers?: Readonly<Record<string, ExecutorFactory>>;
  /** Executors for all workers whose folder holds a file of that name (`main.jl`). They come before those that `tkr` has. */
  readonly launchers?: Readonly<Record<string, ExecutorFactory>>;
  /** Tasks at once, or more about it. Default: the machine's processors. */
  readonly concurrency?: number | Concurrency;
  /** Further attempts at a task that failed, or more about them. Default: 0. */
  readonly retry?: number | RetryPolicy;
  /** What one attempt may take: milliseconds, or a text such as `"90s"`, `"5m"`, `"1h30m"`. Default: no limit. */
  readonly timeout?: number | string;
  /** How long one attempt may go on without a sign of life, as in {@link timeout}. Default: no limit. */
  readonly idleTimeout?: number | string;
  /** What goes on when a task has failed for good. Default: `"finish"`. */
  readonly onFailure?: OnFailure;
  /** What is stored of a run. Default: `"tasks"`. */
  readonly record?: "tasks" | "all";
  /** Bring each outcome to the disk before it counts. Default: `false`. */
  readonly fsync?: boolean;
}

/** Makes a storage from what stands behind the colon. `folder`: where relative paths of that text start. */
export type StorageFactory = (
  rest: string,
  context: { readonly folder: string },
) => Storage | Promise<Storage>;

/** Makes an executor for the workers in these folders. Called once, when a worker needs it. */
export type ExecutorFactory = (context: {
  readonly registry: readonly string[];
}) => Executor | Promise<Executor>;

/**
 * Gives a project's configuration its type.
 *
 * @example
 * ```ts
 * export default defineConfig({ storage: "sqlite:runs.sqlite", registry: "workers", retry: 2 });
 * ```
 */
export function defineConfig(config: TierkreisConfig): TierkreisConfig {
  return config;
}

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { resolveLauncher } from "@tierkreis/process";
import { prepareEnvironment, type PythonEnvironment } from "./environment.ts";
import { checkOptions, type UvExecutorOptions } from "./options.ts";
import { taskVariables, uvVariables } from "./variables.ts";
import { readSource, type WorkerSource } from "./worker-source.ts";

/** A worker with its environment, ready to be started. */
export interface PreparedWorker {
  readonly source: WorkerSource;
  readonly environment: PythonEnvironment;
}

/** How a program is started with what a worker has installed. */
export interface WorkerPython {
  /** The interpreter. */
  readonly python: string;
  /** The worker's program. */
  readonly main: string;
  /** The worker's folder, where its tasks run. */
  readonly folder: string;
  /** Changes to this process's environment; `undefined` takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes the environment of one worker, as for a task, and says how to start its Python: for tools that look at a worker
 * without running tasks. Throws what {@link UvExecutor} rejects with when it checks the worker.
 */
export async function preparePython(
  worker: string,
  options: UvExecutorOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<WorkerPython> {
  const { registry } = checkOptions(options);
  const launcher = resolveLauncher({ worker, registry, files: ["main.py"] });
  const source = readSource(worker, launcher);
  const { environment } = await prepareWorker(source, options, signal);
  const env = taskVariables(options.env ?? {}, environment.folder, source.folder);
  return { python: environment.python, main: source.main, folder: source.folder, env };
}

/** Makes the worker's environment with uv. */
export async function prepareWorker(
  source: WorkerSource,
  { uv: program = "uv", env = {}, python, environments }: UvExecutorOptions,
  signal: AbortSignal,
): Promise<PreparedWorker> {
  const { worker, needs } = source;
  const folder = needs.kind === "project" ? needs.folder : source.folder;
  const uv = { program, worker, folder, env: uvVariables(env), signal };
  const cache = resolve(environments ?? defaultCache());
  return { source, environment: await prepareEnvironment(uv, source, { cache, python }) };
}

/** Where environments lie when nobody says. */
export function defaultCache(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tierkreis", "python");
}

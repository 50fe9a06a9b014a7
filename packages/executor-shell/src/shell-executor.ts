import { basename, dirname, resolve } from "node:path";
import {
  messageOf,
  TierkreisError,
  type Executor,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";
import {
  interpreterFor,
  reattachProgram,
  resolveLauncher,
  runProgram,
  sharedSpawner,
  type Command,
  type Launcher,
  type Spawner,
} from "@tierkreis/process";
import { exportValues, tooLongTogether } from "./exported-values.ts";
import { checkOptions, type ShellExecutorOptions } from "./options.ts";
import { taskVariables } from "./task-variables.ts";
import { checkVariablePorts } from "./variable-ports.ts";

/**
 * Runs workers that are shell scripts, or any program that reads and writes files named by variables: a folder of the
 * registry with a `main.sh`, or a file of the worker's name.
 *
 * @example
 * const executor = new ShellExecutor({ registry: "workers" });
 */
export class ShellExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "shell";
  readonly #options: ShellExecutorOptions;
  /** Absolute, so that a later change of the working directory changes nothing. */
  readonly #registry: readonly string[];
  readonly #spawner: Spawner;

  constructor(options: ShellExecutorOptions) {
    this.#options = { ...checkOptions(options) };
    this.#registry = [options.registry].flat().map((folder) => resolve(folder));
    this.#spawner = options.spawner ?? sharedSpawner({ survive: options.survive ?? false });
  }

  /** Finds the worker's launcher and looks at the names of its ports. */
  async check(site: TaskSite): Promise<void> {
    checkVariablePorts(site);
    commandOf(this.#launcher(site.worker), site.worker);
    await this.#spawner.start();
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const { env, cwd, exportValues: exporting = false } = this.#options;
    checkVariablePorts({ ...call, location: context.location });
    const launcher = this.#launcher(call.worker);
    const command = commandOf(launcher, call.worker);
    const workspace = await context.workspace();
    const workerDir = workerFolder(launcher, call.worker);
    const variables = { ...env, ...taskVariables(call, workspace, workerDir) };
    if (exporting) {
      try {
        Object.assign(variables, exportValues(workspace.inputs));
      } catch (error) {
        if (TierkreisError.isInstance(error)) return { status: "error", error };
        throw error;
      }
    }
    const end = await runProgram(this.#spawner, context, {
      file: command.file,
      args: [...command.args, workspace.callArgs],
      env: variables,
      cwd: cwd === "worker" ? workerDir : workspace.scratch,
    });
    return exporting && isTooLong(end) ? { status: "error", error: tooLongTogether(workspace.inputs) } : end;
  }

  /** Takes over a program that a controller with `survive` left behind. */
  reattach(handle: unknown, _call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return reattachProgram(handle, context);
  }

  #launcher(worker: string): Launcher {
    const { path = "never" } = this.#options;
    return resolveLauncher({ worker, registry: this.#registry, path, files: ["main.sh"] });
  }
}

function commandOf({ file }: Launcher, worker: string): Command {
  try {
    return interpreterFor(file);
  } catch (error) {
    const message = `[executor-shell] ${file} of worker ${worker} can not be read: ${messageOf(error)}`;
    throw new TierkreisError("TKR_WORKER_INVALID", message, { worker, file, cause: error });
  }
}

/** The worker's folder, also when its script lies in `tkr_<worker>_impl` of it. */
function workerFolder({ dir }: Launcher, worker: string): string {
  return basename(dir) === `tkr_${worker}_impl` ? dirname(dir) : dir;
}

function isTooLong(end: TaskEnd): boolean {
  return (
    end.status === "error" && TierkreisError.isInstance(end.error) && end.error.details.errno === "E2BIG"
  );
}

import { basename, dirname } from "node:path";
import {
  TierkreisError,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";
import { ProgramExecutor, runProgram, type Launcher } from "@tierkreis/process";
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
export class ShellExecutor extends ProgramExecutor {
  readonly name = "shell";
  readonly #options: ShellExecutorOptions;

  constructor(options: ShellExecutorOptions) {
    super(checkOptions(options));
    this.#options = { ...options };
  }

  /** Finds the worker's launcher and looks at the names of its ports. */
  async check(site: TaskSite): Promise<void> {
    checkVariablePorts(site);
    this.command(this.#find(site.worker), site.worker);
    await this.spawner.start();
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const { env, cwd, exportValues: exporting = false } = this.#options;
    checkVariablePorts({ ...call, location: context.location });
    const launcher = this.#find(call.worker);
    const command = this.command(launcher, call.worker);
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
    const program = {
      file: command.file,
      args: [...command.args, workspace.callArgs],
      env: variables,
      cwd: cwd === "worker" ? workerDir : workspace.scratch,
    };
    const end = await this.recorded(launcher, program, () => runProgram(this.spawner, context, program));
    return exporting && isTooLong(end) ? { status: "error", error: tooLongTogether(workspace.inputs) } : end;
  }

  #find(worker: string): Launcher {
    return this.launcher({ worker, path: this.#options.path ?? "never", files: ["main.sh"] });
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

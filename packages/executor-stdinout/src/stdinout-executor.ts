import { resolve } from "node:path";
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
  type Spawner,
} from "@tierkreis/process";
import { checkOptions, type StdInOutExecutorOptions } from "./options.ts";
import { singlePorts } from "./single-ports.ts";

/**
 * Runs programs that read one value from standard input and write one to standard output, such as `tee` or a script of
 * the registry: the tasks of `script(name, input)`. The system reads and writes the files; no value passes through us.
 *
 * @example
 * const executor = new StdInOutExecutor();
 */
export class StdInOutExecutor implements Executor {
  readonly specVersion = 1;
  readonly name = "stdinout";
  readonly #env: Readonly<Record<string, string>>;
  /** Absolute, so that a later change of the working directory changes nothing. */
  readonly #registry: readonly string[];
  readonly #spawner: Spawner;

  constructor(options: StdInOutExecutorOptions = {}) {
    const { registry = [], env = {}, survive = false, spawner } = checkOptions(options);
    this.#env = { ...env };
    this.#registry = [registry].flat().map((folder) => resolve(folder));
    this.#spawner = spawner ?? sharedSpawner({ survive });
  }

  /** Finds the program and counts the ports. */
  async check(site: TaskSite): Promise<void> {
    singlePorts(site);
    this.#command(site.worker);
    await this.#spawner.start();
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const { input, output } = singlePorts({ ...call, location: context.location });
    const command = this.#command(call.worker);
    const { inputs, outputs, checkpoints } = await context.workspace();
    const stdin = fileOf(input, inputs);
    const stdout = fileOf(output, outputs);
    return runProgram(this.#spawner, context, {
      ...command,
      env: { ...this.#env, TKR_DIR: checkpoints },
      stdin,
      stdout,
    });
  }

  /** Takes over a program that a controller with `survive` left behind. */
  reattach(handle: unknown, _call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return reattachProgram(handle, context);
  }

  #command(worker: string): Command {
    const query = { worker, registry: this.#registry, path: "first", files: ["main.sh"] } as const;
    const { file } = resolveLauncher(query);
    try {
      return interpreterFor(file);
    } catch (error) {
      const message = `[executor-stdinout] ${file} of worker ${worker} can not be read: ${messageOf(error)}`;
      throw new TierkreisError("TKR_WORKER_INVALID", message, { worker, file, cause: error });
    }
  }
}

function fileOf(port: string, files: Readonly<Record<string, string>>): string {
  const file = files[port];
  if (file !== undefined) return file;
  throw new TierkreisError(
    "TKR_EXECUTOR_FAULT",
    `[executor-stdinout] The workspace has no file for the port ${port}.`,
    { port },
  );
}

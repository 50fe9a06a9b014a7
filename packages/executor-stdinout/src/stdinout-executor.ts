import {
  TierkreisError,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";
import { ProgramExecutor, runProgram, type Launcher } from "@tierkreis/process";
import { checkOptions, type StdInOutExecutorOptions } from "./options.ts";
import { singlePorts } from "./single-ports.ts";

/**
 * Runs programs that read one value from standard input and write one to standard output, such as `tee` or a script of
 * the registry: the tasks of `script(name, input)`. The system reads and writes the files; no value passes through us.
 *
 * @example
 * const executor = new StdInOutExecutor();
 */
export class StdInOutExecutor extends ProgramExecutor {
  readonly name = "stdinout";
  readonly #env: Readonly<Record<string, string>>;

  constructor(options: StdInOutExecutorOptions = {}) {
    super(checkOptions(options), { namedPorts: false });
    this.#env = { ...options.env };
  }

  /** Finds the program and counts the ports. */
  async check(site: TaskSite): Promise<void> {
    singlePorts(site);
    this.command(this.#find(site.worker), site.worker);
    await this.spawner.start();
  }

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    const { input, output } = singlePorts({ ...call, location: context.location });
    const launcher = this.#find(call.worker);
    const command = this.command(launcher, call.worker);
    const { inputs, outputs, checkpoints } = await context.workspace();
    const program = {
      ...command,
      env: { ...this.#env, TKR_DIR: checkpoints },
      stdin: fileOf(input, inputs),
      stdout: fileOf(output, outputs),
    };
    return this.recorded(launcher, program, () => runProgram(this.spawner, context, program));
  }

  #find(worker: string): Launcher {
    return this.launcher({ worker, path: "first", files: ["main.sh"] });
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

import type { Command } from "commander";
import type { OnEnd } from "../program.ts";

/** The options of `tkr init project`. */
export interface ProjectCommandOptions {
  /** The package's name. */
  readonly name?: string;
  /** False: without the worker in Python. */
  readonly python?: boolean;
}

/** The options of `tkr init worker`. */
export interface WorkerCommandOptions {
  /** What the user calls the kind; it is checked when the command runs. */
  readonly kind: string;
  readonly registry?: string;
  readonly config?: string;
}

/** The options of `tkr init stubs`. */
export interface StubsCommandOptions {
  /** The folder with one folder a worker. */
  readonly workers?: string;
  readonly config?: string;
  /** Only look whether the stubs are what would be written. */
  readonly check?: boolean;
  /** Go on, and write a worker's stubs again when it changes. */
  readonly watch?: boolean;
  /** Also replace files that were not generated, or that were edited by hand. */
  readonly force?: boolean;
}

const projectExamples = `
Nothing is overwritten: the folder is new, empty, or holds nothing but .git. On an error nothing is left.

Examples:
  tkr init project my-flow
  tkr init project . --name @us/flow --no-python`;

const workerExamples = `
Kinds: shell, a script with files for inputs and outputs; python, functions that uv runs; ts, functions in the process of
the run; stdinout, a program from standard input to standard output.

Examples:
  tkr init worker counting --kind shell
  tkr init worker model --kind python --registry workers`;

const stubsExamples = `
A worker in Python without a schema.tsp, whose tasks are those of the Python package tierkreis, is asked for them by uv.

Exit status: 0 all is written (or, with --check, up to date), 1 a worker has an error or, with --check, a stub is stale;
130 and 143 when --watch is ended by Ctrl-C and SIGTERM.

Examples:
  tkr init stubs
  tkr init stubs --workers example_workers --check
  tkr init stubs --watch`;

/** Adds `tkr init` with what it makes. */
export function addInitCommand(program: Command, onEnd: OnEnd): void {
  const init = program
    .command("init")
    .summary("write what a project needs")
    .description("Writes what a project needs.");
  addInitProject(init, onEnd);
  addInitWorker(init, onEnd);
  addInitStubs(init, onEnd);
}

function addInitProject(init: Command, onEnd: OnEnd): void {
  init
    .command("project")
    .summary("make a project that runs at once")
    .description("Makes a project that runs at once: a graph, its workers, a test, a configuration.")
    .argument("[dir]", "the folder", ".")
    .option("--name <name>", "the package's name (default: made from the folder's)")
    .option("--no-python", "without the worker in Python, which needs uv")
    .addHelpText("after", projectExamples)
    .action(async (dir: string, options: ProjectCommandOptions) => {
      const { initProject } = await import("../init/init-project.ts");
      onEnd(await initProject(dir, options));
    });
}

function addInitWorker(init: Command, onEnd: OnEnd): void {
  init
    .command("worker")
    .summary("make a worker that runs at once")
    .description("Makes a worker that runs at once, with an example task to replace.")
    .argument("<name>", "the worker's name: that of its folder")
    .requiredOption("--kind <kind>", "shell, python, ts or stdinout")
    .option(
      "--registry <dir>",
      "the folder with the workers (default: that of the configuration, else ./workers, else the current folder)",
    )
    .option("--config <file>", "the configuration (default: tierkreis.config.ts of this folder or one above)")
    .addHelpText("after", workerExamples)
    .action(async (name: string, options: WorkerCommandOptions) => {
      const { initWorker } = await import("../init/init-worker.ts");
      onEnd(await initWorker(name, options));
    });
}

function addInitStubs(init: Command, onEnd: OnEnd): void {
  init
    .command("stubs")
    .summary("write each worker's api.ts from its schema.tsp")
    .description(
      "Writes api.ts beside the schema.tsp of each worker: the typed tasks that a graph is built with.",
    )
    .option(
      "--workers <dir>",
      "the folder with the workers (default: those of the configuration, else ./workers, else the current folder)",
    )
    .option("--config <file>", "the configuration (default: tierkreis.config.ts of this folder or one above)")
    .option("--check", "write nothing; fail when a stub is stale")
    .option("--watch", "go on, and write the stubs of a worker when it changes")
    .option("--force", "also replace an api.ts that was not generated, or was edited by hand")
    .addHelpText("after", stubsExamples)
    .action(async (options: StubsCommandOptions) => {
      const { initStubs } = await import("../init/init-stubs.ts");
      onEnd(await initStubs(options));
    });
}

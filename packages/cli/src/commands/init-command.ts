import type { Command } from "commander";
import type { OnEnd } from "../program.ts";

/** The options of `tkr init stubs`. */
export interface StubsCommandOptions {
  /** The folder with one folder a worker. */
  readonly workers?: string;
  /** Only look whether the stubs are what would be written. */
  readonly check?: boolean;
  /** Also replace files that were not generated. */
  readonly force?: boolean;
}

const stubsExamples = `
Exit status: 0 all is written (or, with --check, up to date), 1 a schema has an error or, with --check, a stub is stale.

Examples:
  tkr init stubs
  tkr init stubs --workers example_workers --check`;

/** Adds `tkr init` with what it makes. */
export function addInitCommand(program: Command, onEnd: OnEnd): void {
  const init = program
    .command("init")
    .summary("write what a project needs")
    .description("Writes what a project needs.");
  init
    .command("stubs")
    .summary("write each worker's api.ts from its schema.tsp")
    .description(
      "Writes api.ts beside the schema.tsp of each worker: the typed tasks that a graph is built with.",
    )
    .option("--workers <dir>", "the folder with the workers (default: ./workers, else the current folder)")
    .option("--check", "write nothing; fail when a stub is stale")
    .option("--force", "replace an api.ts that was not generated")
    .addHelpText("after", stubsExamples)
    .action(async (options: StubsCommandOptions) => {
      const { initStubs } = await import("../init/init-stubs.ts");
      onEnd(await initStubs(options));
    });
}

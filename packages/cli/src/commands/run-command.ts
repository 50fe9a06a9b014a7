import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { addPerformOptions, type PerformFlags } from "./perform-options.ts";

/** The options of `tkr run`, parsed. */
export interface RunCommandOptions extends PerformFlags {
  /** A TypeScript or JavaScript file, and which of its exports. */
  readonly graph?: string;
  /** A graph document. */
  readonly fromFile?: string;
  readonly inputs?: readonly string[];
  readonly runId?: string;
  readonly name?: string;
  readonly fresh?: boolean;
}

const more = `
The graph of FILE.ts is the export named behind the colon, else the default export, else \`workflow\` or \`graph\`, else
the only graph it exports: what a GraphBuilder made, a graph document, or a function that gives one.

An input is a JSON file with one object by port, or port=value: JSON, or the text itself where the port is a string or
bytes. port=@file takes the file's bytes where the port is bytes, else its JSON.

Each worker is a folder or file of the registry, and what lies there says how it runs: main.sh by the shell, main.py by
uv, main.ts by Node in this process, an executable file from standard input to standard output. \`script\` tasks find
their program on PATH first.

Exit status: 0 done, 1 the run failed, 2 wrong usage, 130 and 143 cancelled by Ctrl-C and SIGTERM. What is done is kept:
the same command with the --run-id of the run goes on with it.

Examples:
  tkr run -g graph.ts
  tkr run -g flows.ts:signing -i message=hello -i key=@private.pem -o
  tkr run -f graph.json -i inputs.json --registry workers --storage fs:checkpoints --run-id 105`;

/** Adds `tkr run`. */
export function addRunCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("run")
    .summary("run a graph, or go on with a run")
    .description("Runs a graph, or goes on with a run. Progress goes to standard error.")
    .usage("[-g FILE.ts[:export] | -f GRAPH.json] [options]")
    .option(
      "-g, --graph <file[:export]>",
      "the graph that a TypeScript file exports (default: that of tierkreis.config.ts)",
    )
    .option("-f, --from-file <file>", "the graph document in a JSON file")
    .option("-i, --inputs <input...>", "inputs: FILE.json, port=value or port=@file")
    .option("--run-id <id>", "a UUID or a number; one that was used before goes on (default: a new one)")
    .option("--name <name>", "a name for people")
    .option("--fresh", "forget what an earlier run of this id did");
  addPerformOptions(command)
    .addHelpText("after", more)
    .action(async (options: RunCommandOptions) => {
      const { run } = await import("../run/run.ts");
      onEnd(await run(options));
    });
}

import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { addRegistryOption, addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr check`, parsed. */
export interface CheckOptions extends SettingFlags {
  readonly graph?: string;
  readonly fromFile?: string;
  readonly inputs?: readonly string[];
  readonly runId?: string;
  readonly json?: boolean;
}

const more = `
Looks at the configuration, the graph and the graphs in it, the workers and the programs that these need, and with -i at
the inputs. The types of a graph file are checked where its project has TypeScript installed, which Node does not. Workers may be set up, as before a run; no task is run and nothing is stored. Then it lists the tasks that a
run would start. With the --run-id of an earlier run it says what of these is done already and would be reused, and where
graph or inputs are not those that the run was begun with.

Exit status: 0 nothing is wrong, 1 problems were found, 2 wrong usage.

Examples:
  tkr check -g graph.ts
  tkr check -f graph.json -i name=world --registry workers
  tkr check -f graph.json --run-id 105 --json`;

/** Adds `tkr check`. */
export function addCheckCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("check")
    .summary("find problems and say what would run, without running it")
    .description("Finds what would keep a graph from running, and says what would run. Nothing is run.")
    .usage("[-g FILE.ts[:export] | -f GRAPH.json] [options]")
    .option("-g, --graph <file[:export]>", "the graph that a TypeScript file exports")
    .option("-f, --from-file <file>", "the graph document in a JSON file")
    .option("-i, --inputs <input...>", "inputs, as for tkr run (default: they are not looked at)")
    .option("--run-id <id>", "the run that is to go on")
    .option("--json", "print one JSON document");
  addRegistryOption(addStorageOptions(command))
    .addHelpText("after", more)
    .action(async (options: CheckOptions) => {
      const { check } = await import("../check/check.ts");
      onEnd(await check(options));
    });
}

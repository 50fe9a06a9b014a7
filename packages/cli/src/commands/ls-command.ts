import { Option, type Command } from "commander";
import type { OnEnd } from "../program.ts";
import { parseWholeNumber } from "./arguments.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";
import { runStates } from "./run-states.ts";

/** The options of `tkr ls`, parsed. */
export interface ListCommandOptions extends SettingFlags {
  readonly all?: boolean;
  readonly limit?: number;
  readonly state?: readonly string[];
  readonly json?: boolean;
}

const more = `
A run is named by the beginning of its id, its number, or its name. AGE is the time since it was begun, TOOK the time
until it last ended. Runs of Tierkreis for Python take no lock and note no end: they are done or interrupted.

Examples:
  tkr ls
  tkr ls --state failed --state interrupted --storage sqlite:runs.sqlite
  tkr ls --all --json`;

/** Adds `tkr ls`. */
export function addListCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("ls")
    .summary("list the runs, the latest first")
    .description("Lists the runs of a storage, the one begun last first.")
    .option("-n, --limit <n>", "at most so many (default: 20)", parseWholeNumber(1))
    .option("--all", "all of them")
    .addOption(new Option("--state <state...>", "only those in these states").choices(runStates))
    .option("--json", "print one JSON document");
  addStorageOptions(command)
    .addHelpText("after", more)
    .action(async (options: ListCommandOptions) => {
      const { list } = await import("../look/list.ts");
      onEnd(await list(options));
    });
}

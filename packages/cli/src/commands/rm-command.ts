import { Option, type Command } from "commander";
import type { OnEnd } from "../program.ts";
import { parseAge } from "./arguments.ts";
import { runStates } from "./run-states.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr rm`, parsed. */
export interface RemoveCommandOptions extends SettingFlags {
  readonly yes?: boolean;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly state?: readonly string[];
  readonly json?: boolean;
}

const more = `
Runs are named, or chosen by --state and --older-than, or both: then each named run must fit. A run that somebody
performs is not deleted. On a terminal there is a question first; elsewhere --yes must be said, for nothing brings a run
back.

Examples:
  tkr rm 5f0c2a91 105
  tkr rm --state failed --state leftover --older-than 7d --yes`;

/** Adds `tkr rm`. */
export function addRemoveCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("rm")
    .summary("delete runs")
    .description("Deletes runs with all that is stored of them.")
    .argument("[run...]", "id, beginning of the id, number or name")
    .option("-y, --yes", "do not ask")
    .option("--older-than <time>", "runs that were begun longer ago: 12h, 30d", parseAge)
    .addOption(new Option("--state <state...>", "runs in these states").choices(runStates))
    .option("--json", "print one JSON document");
  addStorageOptions(command)
    .addHelpText("after", more)
    .action(async (runs: readonly string[], options: RemoveCommandOptions) => {
      const { remove } = await import("../manage/remove.ts");
      onEnd(await remove(runs, options));
    });
}

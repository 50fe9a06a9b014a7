import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { parseWholeNumber } from "./arguments.ts";
import { takeLocations } from "./location-argument.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr logs`, parsed. */
export interface LogsCommandOptions extends SettingFlags {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly attempt?: number;
  readonly json?: boolean;
}

const more = `
Without a location the logs of all tasks, one after another in the order in which the tasks started, each line behind the
name of its task. LOCATION is a place such as -.N3, with all below it, or the name of a task. Colours and other codes in
the logs are left out.

With -f the lines come as they are written until nobody runs the run any more. Where the storage is no folder (sqlite:),
the log of a task comes when the attempt has ended.

Examples:
  tkr logs 5f0c2a91
  tkr logs 5f0c2a91 -f
  tkr logs 105 openssl_worker.genrsa --attempt 1 --tail 20`;

/** Adds `tkr logs`. */
export function addLogsCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("logs")
    .summary("print what tasks wrote")
    .description("Prints what the tasks of a run wrote, or one of them.")
    .argument("<run>", "id, beginning of the id, number or name")
    .argument("[location]", "a place of the run, or the name of a task")
    .option("-f, --follow", "go on with what is written, until the run ends")
    .option("-n, --tail <n>", "the last lines only", parseWholeNumber(1))
    .option(
      "--attempt <n>",
      "the n-th attempt (default: the one that counts, else the last)",
      parseWholeNumber(1),
    )
    .option("--json", "print one JSON document; with -f, one a line");
  takeLocations(addStorageOptions(command))
    .addHelpText("after", more)
    .action(async (run: string, location: string | undefined, options: LogsCommandOptions) => {
      const { logs } = await import("../logs/logs.ts");
      onEnd(await logs(location === undefined ? [run] : [run, location], options));
    });
}

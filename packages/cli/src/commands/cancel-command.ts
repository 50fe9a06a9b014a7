import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { parseDuration } from "./arguments.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr cancel`, parsed. */
export interface CancelCommandOptions extends SettingFlags {
  /** Milliseconds to wait for the end. */
  readonly within?: number;
  readonly json?: boolean;
}

const more = `
The run may be performed by any process on any machine that uses the same storage. It looks for requests once a second,
ends its tasks and lets go; what is done is kept. Ctrl-C ends the waiting, not the request.

Exit status: 0 it has ended, 1 nobody runs it or it still runs after --timeout, 130 the waiting was ended.

Examples:
  tkr cancel 5f0c2a91
  tkr cancel 105 --timeout 5m`;

/** Adds `tkr cancel`. */
export function addCancelCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("cancel")
    .summary("end a run that somebody performs")
    .description("Asks whoever performs a run to end it, and waits until that has happened.")
    .argument("<run>", "id, beginning of the id, number or name")
    .option("--timeout <time>", "how long to wait: seconds, or as 90s, 5m (default: 60s)", parseDuration)
    .option("--json", "print one JSON document");
  addStorageOptions(command)
    .addHelpText("after", more)
    .action(async (run: string, { timeout, ...options }: CancelCommandOptions) => {
      const { cancel } = await import("../manage/cancel.ts");
      onEnd(await cancel(run, timeout === undefined ? options : { ...options, within: timeout }));
    });
}

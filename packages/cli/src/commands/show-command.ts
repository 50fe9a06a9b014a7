import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { parseWholeNumber } from "./arguments.ts";
import { takeLocations } from "./location-argument.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr show`, parsed. */
export interface ShowCommandOptions extends SettingFlags {
  readonly all?: boolean;
  readonly limit?: number;
  readonly raw?: string;
  readonly save?: string;
  readonly json?: boolean;
}

const more = `
RUN is a run's id, the beginning of one, its number, or its name. LOCATION is a place such as -.N3 or -.N5.L0.N2, or the
name of a task (worker.task or task) that stands at one place. What is nested is one line: give its location to see it.

Examples:
  tkr show 5f0c2a91
  tkr show 105 -.N3 --storage fs:checkpoints
  tkr show 105 openssl_worker.genrsa --raw private_key --save key.pem`;

/** Adds `tkr show`. */
export function addShowCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("show")
    .summary("show a run, or one place of it")
    .description("Shows a run, or one place of it: values, attempts, files and the end of the log.")
    .argument("<run>", "id, beginning of the id, number or name")
    .argument("[location]", "a place of the run, or the name of a task")
    .option("-n, --limit <n>", "at most so many tasks and values (default: 30)", parseWholeNumber(1))
    .option("--all", "all of them")
    .option("--raw <port>", "the bytes of an output, else an input, and nothing else, on standard output")
    .option("--save <file>", "write what --raw gives to a new file")
    .option("--json", "print one JSON document");
  takeLocations(addStorageOptions(command))
    .addHelpText("after", more)
    .action(async (run: string, location: string | undefined, options: ShowCommandOptions) => {
      const { show } = await import("../look/show.ts");
      onEnd(await show(location === undefined ? [run] : [run, location], options));
    });
}

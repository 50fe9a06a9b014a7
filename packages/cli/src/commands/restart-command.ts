import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { takeLocations } from "./location-argument.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr restart`, parsed. */
export interface RestartCommandOptions extends SettingFlags {
  readonly json?: boolean;
}

const more = `
LOCATION is a task (-.N3, or its name), a loop, map or eval with all below it, an iteration with those after it
(-.N3.L1), an element of a map (-.N3.M5), or the whole run (-). What was made from it is forgotten too, and nothing else;
the logs stay. Nothing runs until the run is gone on with.

Examples:
  tkr restart 5f0c2a91 -.N3
  tkr restart 105 openssl_worker.genrsa`;

/** Adds `tkr restart`. */
export function addRestartCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("restart")
    .summary("forget a task's outcome, so that it runs again")
    .description("Forgets the outcome of a place of a run, and of all that was made from it.")
    .argument("<run>", "id, beginning of the id, number or name")
    .argument("<location>", "a place of the run, or the name of a task")
    .option("--json", "print one JSON document");
  takeLocations(addStorageOptions(command))
    .addHelpText("after", more)
    .action(async (run: string, location: string, options: RestartCommandOptions) => {
      const { restartPlace } = await import("../manage/restart-place.ts");
      onEnd(await restartPlace(run, location, options));
    });
}

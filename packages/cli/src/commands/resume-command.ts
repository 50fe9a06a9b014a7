import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { addPerformOptions, type PerformFlags } from "./perform-options.ts";

const more = `
RUN is a run's id, the beginning of one, its number, or its name. Its graph and inputs are read where the run lies: the
file it was begun from may be gone or changed since. What is done is not done again.

Exit status: 0 done, 1 the run failed, 2 wrong usage, 130 and 143 cancelled by Ctrl-C and SIGTERM.

Examples:
  tkr resume 5f0c2a91
  tkr resume 105 --storage fs:checkpoints --retries 2 -o`;

/** Adds `tkr resume`. */
export function addResumeCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("resume")
    .summary("go on with a run")
    .description("Goes on with a run that failed, was cancelled or was interrupted.")
    .argument("<run>", "id, beginning of the id, number or name");
  addPerformOptions(command)
    .addHelpText("after", more)
    .action(async (run: string, options: PerformFlags) => {
      const { resume } = await import("../run/resume.ts");
      onEnd(await resume(run, options));
    });
}

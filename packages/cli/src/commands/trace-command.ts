import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { addStorageOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr trace`, parsed. */
export interface TraceCommandOptions extends SettingFlags {
  readonly port?: string;
  readonly location?: string;
  readonly json?: boolean;
}

const more = `
Only loops with a name keep what their iterations gave. Iterations that have ended are shown while the loop still runs.

Examples:
  tkr trace 5f0c2a91 descent
  tkr trace 105 descent --port energy --json`;

/** Adds `tkr trace`. */
export function addTraceCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("trace")
    .summary("show what the iterations of a loop gave")
    .description("Shows what the iterations of a named loop gave, one a line.")
    .argument("<run>", "id, beginning of the id, number or name")
    .argument("<loop>", "the loop's name")
    .option("--port <port>", "the values of this port only")
    .option("--location <location>", "where the loop stands, when several have the name")
    .option("--json", "print one JSON document");
  addStorageOptions(command)
    .addHelpText("after", more)
    .action(async (run: string, loop: string, options: TraceCommandOptions) => {
      const { trace } = await import("../look/trace.ts");
      onEnd(await trace(run, loop, options));
    });
}

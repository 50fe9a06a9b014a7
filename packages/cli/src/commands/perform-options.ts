import { Option, type Command } from "commander";
import { addRunOptions, type SettingFlags } from "./setting-options.ts";

/** The flags that every command which performs a run has. */
export interface PerformFlags extends SettingFlags {
  readonly breakpoints?: boolean;
  readonly printOutput?: boolean;
  readonly json?: boolean;
  readonly detach?: boolean;
  /** This is the process that goes on without a terminal. */
  readonly detached?: boolean;
}

/** Adds the options of every command that performs a run. */
export function addPerformOptions(command: Command): Command {
  command
    .option("--breakpoints", "stop where the graph has breakpoints")
    .addOption(
      new Option("-o, --print-output", "print the outputs as one JSON document on standard output").conflicts(
        "json",
      ),
    )
    .option("--json", "print how the run ended, with its outputs, as one JSON document")
    .option("--detach", "print the run's id and go on without this terminal")
    .addOption(new Option("--detached").hideHelp());
  return addRunOptions(command);
}

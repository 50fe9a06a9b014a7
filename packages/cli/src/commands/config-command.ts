import type { Command } from "commander";
import type { OnEnd } from "../program.ts";
import { addRunOptions, type SettingFlags } from "./setting-options.ts";

/** The options of `tkr config`: those whose outcome it shows. */
export interface ConfigCommandOptions extends SettingFlags {
  readonly json?: boolean;
}

const more = `
A flag counts more than the environment (TKR_STORAGE, TKR_DIR, TKR_REGISTRY, TKR_CONCURRENCY, TKR_RETRIES,
TKR_TIMEOUT), that more than tierkreis.config.ts, and that more than the defaults.

Examples:
  tkr config
  TKR_RETRIES=2 tkr config --concurrency 4 --json`;

/** Adds `tkr config`. */
export function addConfigCommand(program: Command, onEnd: OnEnd): void {
  const command = program
    .command("config")
    .summary("show what is set, and by whom")
    .description("Shows what holds for a run begun here, and what says so.")
    .option("--json", "print one JSON document");
  addRunOptions(command)
    .addHelpText("after", more)
    .action(async (options: ConfigCommandOptions) => {
      const { showConfig } = await import("../config/show-config.ts");
      onEnd(await showConfig(options));
    });
}

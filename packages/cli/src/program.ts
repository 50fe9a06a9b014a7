import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { addCancelCommand } from "./commands/cancel-command.ts";
import { addCheckCommand } from "./commands/check-command.ts";
import { addCompletionCommands } from "./commands/completion-command.ts";
import { addConfigCommand } from "./commands/config-command.ts";
import { addExportCommand } from "./commands/export-command.ts";
import { addHelpCommand } from "./commands/help-command.ts";
import { addInitCommand } from "./commands/init-command.ts";
import { addLogsCommand } from "./commands/logs-command.ts";
import { addListCommand } from "./commands/ls-command.ts";
import { addRestartCommand } from "./commands/restart-command.ts";
import { addResumeCommand } from "./commands/resume-command.ts";
import { addRemoveCommand } from "./commands/rm-command.ts";
import { addRunCommand } from "./commands/run-command.ts";
import { addShowCommand } from "./commands/show-command.ts";
import { addTraceCommand } from "./commands/trace-command.ts";
import { TkrCommand } from "./tkr-command.ts";

/** Called by a command with its exit status. */
export type OnEnd = (status: number) => void;

const examples = `
Examples:
  tkr run -g graph.ts -i name=world     run the graph that graph.ts exports
  tkr init stubs                        write each worker's api.ts from its schema.tsp
  tkr help run                          all about one command`;

/**
 * The command line as data: names, options and help. What a command does is loaded when it is used, so that nothing here
 * may import more than the parser.
 */
export function createProgram(onEnd: OnEnd): Command {
  const program = new TkrCommand("tkr")
    .description("Typed, durable, polyglot workflows.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", examples)
    .exitOverride();
  addRunCommand(program, onEnd);
  addResumeCommand(program, onEnd);
  addListCommand(program, onEnd);
  addShowCommand(program, onEnd);
  addLogsCommand(program, onEnd);
  addTraceCommand(program, onEnd);
  addRestartCommand(program, onEnd);
  addCancelCommand(program, onEnd);
  addRemoveCommand(program, onEnd);
  addInitCommand(program, onEnd);
  addConfigCommand(program, onEnd);
  addCheckCommand(program, onEnd);
  addExportCommand(program, onEnd);
  addCompletionCommands(program, onEnd);
  addHelpCommand(program, onEnd);
  return program;
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return manifest.version;
}

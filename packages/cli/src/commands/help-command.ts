import type { Command } from "commander";
import type { OnEnd } from "../program.ts";

/** Adds `tkr help`, for commands in commands too. */
export function addHelpCommand(program: Command, onEnd: OnEnd): void {
  program
    .helpCommand(false)
    .command("help")
    .summary("all about one command")
    .description("Prints the help of a command, or of tkr.")
    .argument("[command...]", "such as run, or init worker")
    .addHelpText("after", "\nExamples:\n  tkr help run\n  tkr help init worker")
    .action((words: readonly string[]) => {
      let found = program;
      for (const word of words) found = below(found, word);
      found.outputHelp();
      onEnd(0);
    });
}

function below(command: Command, word: string): Command {
  const found = command.commands.find((one) => one.name() === word);
  if (found !== undefined) return found;
  // The parser knows what is spelt alike.
  if (command.commands.length > 0) command.parse([word], { from: "user" });
  return command.error(`error: ${command.name()} has no command '${word}'`);
}

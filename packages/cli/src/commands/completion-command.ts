import { Argument, type Command } from "commander";
import type { OnEnd } from "../program.ts";

const more = `
Examples:
  tkr completion bash
  source <(tkr completion bash)      from now on; in ~/.bashrc for ever
  source <(tkr completion zsh)       in ~/.zshrc, behind compinit
  tkr completion fish > ~/.config/fish/completions/tkr.fish`;

/** Adds `tkr completion`, and the command by which its scripts ask what could come next. */
export function addCompletionCommands(program: Command, onEnd: OnEnd): void {
  program
    .command("completion")
    .summary("print what makes a shell complete tkr's words")
    .description("Prints the script that makes a shell complete the words of tkr: commands, options, runs.")
    .addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", more)
    .action(async (shell: string) => {
      const { printScript } = await import("../complete/scripts.ts");
      onEnd(printScript(shell));
    });
  program
    .command("__complete", { hidden: true })
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { printCandidates } = await import("../complete/candidates.ts");
      onEnd(await printCandidates(program, words));
    });
}

import { Command, CommanderError, type AddHelpTextContext, type AddHelpTextPosition } from "commander";
import { TkrHelp, wrapProse } from "./tkr-help.ts";

/** What the command line says wrongly. It is told by whoever catches it. */
export class WrongUsage extends CommanderError {
  /** The command whose words they are. */
  readonly command: Command;

  constructor(command: Command, code: string, message: string) {
    super(2, code, message.replace(/^error: /, ""));
    this.command = command;
  }
}

/** A command of `tkr`: its help fits the terminal, and wrong usage is thrown without being told. */
export class TkrCommand extends Command {
  override createCommand(name?: string): TkrCommand {
    return new TkrCommand(name);
  }

  override createHelp(): TkrHelp {
    return Object.assign(new TkrHelp(), this.configureHelp());
  }

  /** Paragraphs behind the options, and examples, which are indented. */
  override addHelpText(
    position: AddHelpTextPosition,
    text: string | ((context: AddHelpTextContext) => string),
  ): this {
    return super.addHelpText(position, (context) => {
      const output = this.configureOutput();
      const columns = context.error ? output.getErrHelpWidth?.() : output.getOutHelpWidth?.();
      return wrapProse(typeof text === "string" ? text : text(context), columns);
    });
  }

  override error(message: string, { code = "commander.error" }: { readonly code?: string } = {}): never {
    throw new WrongUsage(this, code, message);
  }
}

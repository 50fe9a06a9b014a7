import type { Command } from "commander";

/** No argument begins with it. */
const SHIELD = "\u0000";

/** Lets a command take locations as arguments: the parser takes `-.N3` for an option. */
export function takeLocations(command: Command): Command {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (argv) => {
    const { operands, unknown } = parse(
      argv.map((word) => (/^-\.[NLM]/.test(word) ? `${SHIELD}${word}` : word)),
    );
    return { operands: operands.map(unshield), unknown: unknown.map(unshield) };
  };
  return command;
}

function unshield(word: string): string {
  return word.startsWith(SHIELD) ? word.slice(1) : word;
}

import { nearNames } from "@tierkreis/core";
import type { Command } from "commander";
import { plainLine } from "./terminal/width.ts";
import type { WrongUsage } from "./tkr-command.ts";

/** What is wrong with the command line, and what may be meant. */
export function explainUsage({ code, message, command }: WrongUsage): string {
  const lines = [...message.split("\n"), ...hints(code, message, command)];
  return lines.map((line) => plainLine(line)).join("\n");
}

function hints(code: string, message: string, command: Command): readonly string[] {
  switch (code) {
    case "commander.invalidArgument": {
      const [, word = ""] = /'([^']*)' is invalid/.exec(message) ?? [];
      const [, choices = ""] = /Allowed choices are (.*)\.$/m.exec(message) ?? [];
      return [...didYouMean(word, choices.split(", ")), ...swallowed(command)];
    }
    case "commander.missingArgument":
      return swallowed(command);
    case "commander.excessArguments":
      return meantOption(command);
    default:
      return [];
  }
}

function didYouMean(word: string, known: readonly string[]): readonly string[] {
  const near = nearNames(word, known);
  return near.length === 0 ? [] : [`(Did you mean ${near.join(" or ")}?)`];
}

/** An option that takes several values takes what was meant for an argument too. */
function swallowed(command: Command): readonly string[] {
  if (command.registeredArguments.length === 0) return [];
  return command.options
    .filter((option) => option.variadic && Array.isArray(command.getOptionValue(option.attributeName())))
    .map(({ long }) => `${long ?? ""} takes all words behind it: put the others before it, or behind --.`);
}

/** A file or an input without its option. */
function meantOption(command: Command): readonly string[] {
  const has = (long: string): boolean => command.options.some((option) => option.long === long);
  return command.args.flatMap((word) => {
    if (has("--inputs") && /^[\w-]+=/.test(word)) return [`Did you mean -i ${word}?`];
    if (has("--from-file") && word.endsWith(".json")) return [`Did you mean -f ${word}?`];
    if (has("--graph") && /\.[cm]?[jt]s(:\w+)?$/.test(word)) return [`Did you mean -g ${word}?`];
    return [];
  });
}

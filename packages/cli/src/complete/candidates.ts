import type { Command, Option } from "commander";
import { workerKinds } from "../init/worker-kinds.ts";
import type { Candidate } from "./candidate.ts";
import { exportWords } from "./export-words.ts";
import { placeWords, runWords } from "./run-words.ts";

/**
 * Prints what the last of these words could become, one to a line with what it means behind a tab; nothing where it may be
 * the name of a file. What goes wrong here says nothing: somebody is typing.
 */
export async function printCandidates(program: Command, words: readonly string[]): Promise<number> {
  const begun = words.at(-1) ?? "";
  const found = await candidatesFor(program, words.slice(0, -1), begun).catch(() => []);
  for (const { word, meaning = "" } of found)
    if (word.startsWith(begun)) console.log(`${word}\t${meaning.replaceAll("\n", " ")}`);
  return 0;
}

async function candidatesFor(
  program: Command,
  words: readonly string[],
  begun: string,
): Promise<readonly Candidate[]> {
  let command = program;
  const operands: string[] = [];
  let awaited: Option | undefined;
  for (const word of words) {
    if (awaited !== undefined) {
      if (!awaited.variadic) awaited = undefined;
      else if (word.startsWith("-")) awaited = optionOf(command, word);
    } else if (word.startsWith("-")) awaited = optionOf(command, word);
    else {
      const below = command.commands.find((one) => one.name() === word);
      if (below === undefined) operands.push(word);
      else command = below;
    }
  }
  if (awaited !== undefined && !(awaited.variadic && begun.startsWith("-")))
    return valuesOf(awaited, { words, begun });
  if (begun.startsWith("-") && !begun.startsWith("-.")) return optionsOf(command);
  const commands = commandsOf(command);
  if (commands.length > 0) return commands;
  const argument =
    command.registeredArguments.at(operands.length) ??
    command.registeredArguments.findLast((one) => one.variadic);
  const storage = { ...valueOf(words, "storage"), ...valueOf(words, "config") };
  if (argument?.name() === "run") return runWords(storage, begun);
  if (argument?.name() === "location") return placeWords(storage, operands.at(-1) ?? "");
  if (argument?.name() === "command") return commandsOf(program);
  return (argument?.argChoices ?? []).map((word) => ({ word }));
}

/** The option of a word that awaits a value; none for `--name=value` and for flags. */
function optionOf(command: Command, word: string): Option | undefined {
  const option = command.options.find((one) => one.short === word || one.long === word);
  return option !== undefined && (option.required || option.optional) ? option : undefined;
}

function optionsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, short, description }) => {
      const word = long ?? short;
      return word === undefined ? [] : [{ word, meaning: description }];
    });
}

interface Typed {
  readonly words: readonly string[];
  readonly begun: string;
}

async function valuesOf(
  { argChoices, long }: Option,
  { words, begun }: Typed,
): Promise<readonly Candidate[]> {
  switch (long) {
    case "--storage":
      return ["fs:", "sqlite:", "memory:"].map((word) => ({ word }));
    case "--kind":
      return workerKinds.map((word) => ({ word }));
    case "--run":
      return runWords({ ...valueOf(words, "storage"), ...valueOf(words, "config") }, begun);
    case "--graph":
      return exportWords(begun);
    default:
      return (argChoices ?? []).map((word) => ({ word }));
  }
}

function commandsOf(command: Command): readonly Candidate[] {
  const commands = command.createHelp().visibleCommands(command);
  return commands.map((one) => ({ word: one.name(), meaning: one.summary() }));
}

function valueOf(words: readonly string[], name: string): Readonly<Record<string, string>> {
  const value = words[words.indexOf(`--${name}`) + 1];
  return words.includes(`--${name}`) && value !== undefined ? { [name]: value } : {};
}

import type { Command, Option } from "commander";
import { readSettings } from "../config/settings.ts";
import { openStorage } from "../storage/open-storage.ts";

/** A word that could come next, and what it means. */
interface Candidate {
  readonly word: string;
  readonly meaning?: string;
}

/** As many runs are offered, the latest. */
const RUNS = 30;

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
  let given = 0;
  let awaited: Option | undefined;
  for (const word of words) {
    if (awaited !== undefined) {
      if (!awaited.variadic) awaited = undefined;
      else if (word.startsWith("-")) awaited = optionOf(command, word);
    } else if (word.startsWith("-")) awaited = optionOf(command, word);
    else {
      const below = command.commands.find((one) => one.name() === word);
      if (below === undefined) given++;
      else command = below;
    }
  }
  if (awaited !== undefined && !(awaited.variadic && begun.startsWith("-"))) return valuesOf(awaited);
  if (begun.startsWith("-")) return optionsOf(command);
  const commands = command.createHelp().visibleCommands(command);
  if (commands.length > 0) return commands.map((one) => ({ word: one.name(), meaning: one.summary() }));
  const argument =
    command.registeredArguments.at(given) ?? command.registeredArguments.findLast((one) => one.variadic);
  if (argument?.name() === "run") return runs(words);
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

function valuesOf({ argChoices, long }: Option): readonly Candidate[] {
  if (long === "--storage") return ["fs:", "sqlite:", "memory:"].map((word) => ({ word }));
  return (argChoices ?? []).map((word) => ({ word }));
}

/** The latest runs of the storage that the words name. */
async function runs(words: readonly string[]): Promise<readonly Candidate[]> {
  const { listRuns } = await import("@tierkreis/controller");
  const storage = await openStorage(
    await readSettings({ ...valueOf(words, "storage"), ...valueOf(words, "config") }),
  );
  try {
    const found: Candidate[] = [];
    for await (const { id, state, name } of listRuns(storage, { limit: RUNS }))
      found.push({ word: id, meaning: [state, name].filter(Boolean).join(" ") });
    return found;
  } finally {
    await storage.close();
  }
}

function valueOf(words: readonly string[], name: string): Readonly<Record<string, string>> {
  const value = words[words.indexOf(`--${name}`) + 1];
  return words.includes(`--${name}`) && value !== undefined ? { [name]: value } : {};
}

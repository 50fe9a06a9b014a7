import { createInterface } from "node:readline/promises";
import { deleteRun, listRuns, type RunInfo } from "@tierkreis/controller";
import { messageOf, TierkreisError, type Storage } from "@tierkreis/core";
import type { RemoveCommandOptions } from "../commands/rm-command.ts";
import { findRun } from "../look/find-run.ts";
import { withStorage } from "../look/with-storage.ts";
import { printJson } from "../terminal/print-json.ts";
import { columnsOf, plainLine } from "../terminal/width.ts";
import { usageError } from "../usage-error.ts";

/** As many runs are named in the question. */
const SHOWN = 20;

/** The exit status that Ctrl-C calls for. */
const INTERRUPTED = 130;

/** `tkr rm`: deletes runs, after a question. Goes on with the others when one can not be deleted, and gives 1 then. */
export async function remove(words: readonly string[], options: RemoveCommandOptions): Promise<number> {
  const { state, olderThan, yes = false, json = false } = options;
  if (words.length === 0 && state === undefined && olderThan === undefined)
    throw usageError("Which runs? Name them, or choose by --state or --older-than.");
  return withStorage(options, async (storage) => {
    const runs = await chosen(storage, words, options);
    const answer = runs.length === 0 || yes ? "yes" : await ask(runs);
    if (answer !== "yes") {
      console.error("Nothing was deleted.");
      return answer === "no" ? 1 : INTERRUPTED;
    }
    const deleted: string[] = [];
    for (const { id } of runs) {
      try {
        await deleteRun(storage, id);
        deleted.push(id);
        if (!json) process.stdout.write(`deleted ${id}\n`);
      } catch (error) {
        if (!TierkreisError.isInstance(error)) throw error;
        console.error(`error[${error.code}]: ${plainLine(messageOf(error))}`);
      }
    }
    if (json) printJson({ deleted });
    else if (runs.length === 0) console.error("No run fits.");
    return deleted.length === runs.length ? 0 : 1;
  });
}

/** The runs that are meant, each once. */
async function chosen(
  storage: Storage,
  words: readonly string[],
  { state, olderThan }: RemoveCommandOptions,
): Promise<readonly RunInfo[]> {
  const fits = (run: RunInfo) =>
    (state === undefined || state.includes(run.state)) &&
    (olderThan === undefined ||
      (run.started !== undefined && run.started.getTime() < Date.now() - olderThan));
  const found = new Map<string, RunInfo>();
  if (words.length === 0) {
    for await (const run of listRuns(storage)) if (fits(run)) found.set(run.id, run);
    return [...found.values()];
  }
  for (const word of words) {
    const run = await findRun(storage, word);
    if (!fits(run))
      throw usageError(`Run ${run.id} is ${run.state}, and is not one of those that are chosen.`);
    found.set(run.id, run);
  }
  return [...found.values()];
}

/** Asks a person, who may also press Ctrl-C. Where nobody can be asked it throws: a script says `--yes`. */
async function ask(runs: readonly RunInfo[]): Promise<"yes" | "no" | "interrupted"> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw usageError("Say --yes to delete runs where nobody can be asked.");
  for (const { id, state, name = "" } of runs.slice(0, SHOWN))
    console.error(plainLine(`  ${id}  ${state}  ${name}`, columnsOf(process.stderr)));
  if (runs.length > SHOWN) console.error(`  and ${String(runs.length - SHOWN)} more`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const what = runs.length === 1 ? "this run" : `these ${String(runs.length)} runs`;
    const question = asking.question(`Delete ${what}, values and logs included? [y/N] `);
    const answered = question.then(
      (text) => (/^y(es)?$/i.test(text.trim()) ? "yes" : "no"),
      () => "closed" as const,
    );
    // At the end of the terminal nothing is ever answered.
    const closed = new Promise<"closed">((resolve) => asking.once("close", () => resolve("closed")));
    const interrupted = new Promise<"interrupted">((resolve) =>
      asking.once("SIGINT", () => resolve("interrupted")),
    );
    const answer = await Promise.race([answered, interrupted, closed]);
    if (answer === "closed" || answer === "interrupted") console.error();
    return answer === "closed" ? "no" : answer;
  } finally {
    asking.close();
  }
}

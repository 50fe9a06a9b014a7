import { createInterface } from "node:readline/promises";
import { deleteRun, listRuns, type RunInfo } from "@tierkreis/controller";
import { messageOf, TierkreisError, type Storage } from "@tierkreis/core";
import type { RemoveCommandOptions } from "../commands/rm-command.ts";
import { findRun } from "../look/find-run.ts";
import { withStorage } from "../look/with-storage.ts";
import { printJson } from "../terminal/print-json.ts";
import { plainLine } from "../terminal/width.ts";
import { usageError } from "../usage-error.ts";

/** As many runs are named in the question. */
const SHOWN = 20;

/** `tkr rm`: deletes runs, after a question. Goes on with the others when one can not be deleted, and gives 1 then. */
export async function remove(words: readonly string[], options: RemoveCommandOptions): Promise<number> {
  const { state, olderThan, yes = false, json = false } = options;
  if (words.length === 0 && state === undefined && olderThan === undefined)
    throw usageError("Which runs? Name them, or choose by --state or --older-than.");
  return withStorage(options, async (storage) => {
    const runs = await chosen(storage, words, options);
    if (runs.length > 0 && !yes && !(await isWanted(runs))) {
      console.error("Nothing was deleted.");
      return 1;
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

/** Asks a person. Where nobody can be asked it throws: a script says `--yes`. */
async function isWanted(runs: readonly RunInfo[]): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw usageError("Say --yes to delete runs where nobody can be asked.");
  for (const { id, state, name = "" } of runs.slice(0, SHOWN))
    console.error(plainLine(`  ${id}  ${state}  ${name}`, process.stderr.columns));
  if (runs.length > SHOWN) console.error(`  and ${String(runs.length - SHOWN)} more`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const what = runs.length === 1 ? "this run" : `these ${String(runs.length)} runs`;
    const answer = await asking.question(`Delete ${what}, values and logs included? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}

import { listRuns, type RunInfo } from "@tierkreis/controller";
import type { Storage } from "@tierkreis/core";
import type { ListCommandOptions } from "../commands/ls-command.ts";
import { duration } from "../terminal/durations.ts";
import { printJson } from "../terminal/print-json.ts";
import { styleFor, type Style } from "../terminal/style.ts";
import { table, type Cell } from "../terminal/table.ts";
import { columnsOf } from "../terminal/width.ts";
import { allRunIds, shortId } from "./run-ids.ts";
import { runJson, tookOf } from "./run-times.ts";
import { statePaint } from "./state-paint.ts";
import { withStorage } from "./with-storage.ts";

const LIMIT = 20;

/** `tkr ls`: the runs of a storage, the one begun last first. */
export async function list(options: ListCommandOptions): Promise<number> {
  return withStorage(options, async (storage) => {
    const limit = options.all === true ? Infinity : (options.limit ?? LIMIT);
    const { runs, isMore } = await readRuns(storage, limit, options.state);
    if (options.json === true) {
      printJson({ storage: storage.name, runs: runs.map((run) => runJson(run)) });
      return 0;
    }
    if (runs.length === 0) console.error(await emptyWords(storage, options.state));
    const ids = await allRunIds(storage);
    const style = styleFor(process.stdout);
    const rows = runs.map((run) => rowOf(run, shortId(run.id, ids), style));
    const head = ["ID", "STATE", "AGE", "TOOK", "NAME"].map((text) => ({ text, paint: style.dim }));
    const shown = process.stdout.isTTY && rows.length > 0 ? [head, ...rows] : rows;
    for (const line of table(shown, columnsOf(process.stdout))) process.stdout.write(`${line.trimEnd()}\n`);
    if (isMore) console.error(`There are more: tkr ls --all, or --limit N.`);
    return 0;
  });
}

async function readRuns(storage: Storage, limit: number, states: readonly string[] | undefined) {
  const runs: RunInfo[] = [];
  for await (const run of listRuns(storage)) {
    if (states !== undefined && !states.includes(run.state)) continue;
    if (runs.length === limit) return { runs, isMore: true };
    runs.push(run);
  }
  return { runs, isMore: false };
}

async function emptyWords(storage: Storage, states: readonly string[] | undefined): Promise<string> {
  if (states !== undefined) return `No run in ${storage.name} is ${states.join(" or ")}.`;
  const { keys } = await storage.list("", { limit: 1 });
  return keys.length === 0
    ? `There are no runs in ${storage.name} yet.`
    : `There are no runs in ${storage.name}, but other things: is it the right place? \`tkr config\` shows what is set.`;
}

function rowOf(run: RunInfo, id: string, style: Style): readonly Cell[] {
  const took = tookOf(run);
  return [
    { text: id, paint: style.bold },
    { text: run.state, paint: statePaint(run.state, style) },
    { text: run.started === undefined ? "-" : duration(Date.now() - run.started.getTime()) },
    { text: took === undefined ? "-" : duration(took) },
    { text: run.name ?? "" },
  ];
}

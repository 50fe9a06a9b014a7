import { RunKeys, type Json, type Location, type Storage } from "@tierkreis/core";
import type { LogsCommandOptions } from "../commands/logs-command.ts";
import { findWholeRun } from "../look/find-run.ts";
import { findPlace } from "../look/find-task.ts";
import { withStorage } from "../look/with-storage.ts";
import { printJson } from "../terminal/print-json.ts";
import { followLogs } from "./follow-logs.ts";
import { LogPrinter, type LogLine } from "./log-printer.ts";
import { logSources } from "./log-sources.ts";
import { LogReader, tailOf } from "./read-log.ts";

/** `tkr logs`: what the tasks of a run wrote, or one of them. */
export async function logs(
  [word, place]: readonly [string, string?],
  options: LogsCommandOptions,
): Promise<number> {
  return withStorage(options, async (storage) => {
    const { id } = await findWholeRun(storage, word);
    const location = place === undefined ? undefined : await findPlace(storage, id, place);
    const { tail, attempt, json = false } = options;
    const printer = new LogPrinter({ prefixed: location === undefined, json });
    if (options.follow === true) {
      await followLogs(storage, id, {
        ...(location === undefined ? {} : { location }),
        ...(tail === undefined ? {} : { tail }),
        printer,
      });
      return 0;
    }
    const choice = {
      ...(location === undefined ? {} : { location }),
      ...(attempt === undefined ? {} : { attempt }),
    };
    const lines = linesOf(storage, id, { ...choice, tail });
    const shown = tail === undefined ? lines : lastOf(lines, tail);
    if (json) await printDocument(id, shown);
    else for await (const line of shown) await printer.print(line);
    return 0;
  });
}

async function* linesOf(
  storage: Storage,
  run: string,
  choice: { readonly location?: Location; readonly attempt?: number; readonly tail: number | undefined },
): AsyncGenerator<LogLine, void, void> {
  // Tierkreis for Python has one log for all that is said outside of tasks.
  const own = `${new RunKeys(run).all}logs`;
  if (choice.location === undefined && (await storage.stat(own)) !== undefined)
    for await (const line of readLines(storage, own, choice.tail))
      yield { location: "-", name: "run", attempt: 1, line };
  for (const { location, name, attempt, key } of await logSources(storage, run, choice)) {
    for await (const line of readLines(storage, key, choice.tail))
      yield { location, name, attempt: attempt.attempt, line };
  }
}

/** All lines, or of a log's last ones only as many as can be asked for. */
async function* readLines(storage: Storage, key: string, tail: number | undefined): AsyncGenerator<string> {
  if (tail === undefined) yield* new LogReader(storage, key).lines(true);
  else yield* await tailOf(storage, key, tail);
}

async function* lastOf(lines: AsyncIterable<LogLine>, count: number): AsyncGenerator<LogLine> {
  const kept: LogLine[] = [];
  for await (const line of lines) {
    kept.push(line);
    if (kept.length > count) kept.shift();
  }
  yield* kept;
}

async function printDocument(run: string, lines: AsyncIterable<LogLine>): Promise<void> {
  const all: Json[] = [];
  for await (const line of lines) all.push({ ...line });
  printJson({ run, lines: all });
}

import { RunKeys, type Json, type Storage } from "@tierkreis/core";
import type { LogsCommandOptions } from "../commands/logs-command.ts";
import { findWholeRun } from "../look/find-run.ts";
import { findPlace } from "../look/find-task.ts";
import { withStorage } from "../look/with-storage.ts";
import { usageError } from "../usage-error.ts";
import { printJson } from "../terminal/print-json.ts";
import { followLogs } from "./follow-logs.ts";
import { LogPrinter, type LogLine } from "./log-printer.ts";
import { logSources, type LogChoice, type LogSource } from "./log-sources.ts";
import { LogReader, tailOf } from "./read-log.ts";

/** `tkr logs`: what the tasks of a run wrote, or one of them. */
export async function logs(
  [word, place]: readonly [string, string?],
  options: LogsCommandOptions,
): Promise<number> {
  if (options.follow === true && options.attempt !== undefined)
    throw usageError("-f follows each task's last attempt: leave out --attempt, or -f.");
  return withStorage(options, async (storage) => {
    const { id, state } = await findWholeRun(storage, word);
    const location = place === undefined ? undefined : await findPlace(storage, id, place);
    const { tail, attempt, json = false } = options;
    const printer = new LogPrinter({ prefixed: location === undefined, json });
    if (options.follow === true) {
      if (state !== "running") console.error(`Nobody runs ${id}: it is ${state}, and nothing follows.`);
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
    const shown =
      tail === undefined ? linesOf(storage, id, choice) : lastLines(storage, id, { ...choice, tail });
    if (json) await printDocument(id, shown);
    else {
      let isEmpty = true;
      for await (const line of shown) {
        isEmpty = false;
        await printer.print(line);
      }
      if (isEmpty) console.error(await whyEmpty(storage, id, choice));
    }
    return 0;
  });
}

/** There is no line to be shown. */
async function whyEmpty(storage: Storage, run: string, choice: LogChoice): Promise<string> {
  const { location, attempt } = choice;
  const sources = await sourcesOf(storage, run, { ...(location === undefined ? {} : { location }) });
  const where = location ?? "this run";
  if (sources.length === 0) return `Nothing in ${where} has a log.`;
  if (attempt === undefined || (await sourcesOf(storage, run, choice)).length > 0)
    return `The log of ${where} is empty.`;
  return `There is no log of an attempt ${String(attempt)} in ${where}.`;
}

/** Every line, a log after another. */
async function* linesOf(
  storage: Storage,
  run: string,
  choice: LogChoice,
): AsyncGenerator<LogLine, void, void> {
  for (const source of await sourcesOf(storage, run, choice))
    for await (const line of new LogReader(storage, source.key).lines(true)) yield lineOf(source, line);
}

/** The last lines of all; no log is opened that has none of them. */
async function* lastLines(
  storage: Storage,
  run: string,
  { tail, ...choice }: LogChoice & { readonly tail: number },
): AsyncGenerator<LogLine, void, void> {
  const found: LogLine[] = [];
  for (const source of (await sourcesOf(storage, run, choice)).toReversed()) {
    if (found.length >= tail) break;
    const lines = await tailOf(storage, source.key, tail - found.length);
    found.push(...lines.toReversed().map((line) => lineOf(source, line)));
  }
  yield* found.reverse();
}

type Source = Pick<LogSource, "location" | "name" | "key"> & {
  readonly attempt: { readonly attempt: number };
};

async function sourcesOf(storage: Storage, run: string, choice: LogChoice): Promise<readonly Source[]> {
  const sources = await logSources(storage, run, choice);
  // Tierkreis for Python has one log for all that is said outside of tasks.
  const key = `${new RunKeys(run).all}logs`;
  if (choice.location !== undefined || (await storage.stat(key)) === undefined) return sources;
  return [{ location: "-", name: "run", key, attempt: { attempt: 1 } }, ...sources];
}

function lineOf({ location, name, attempt }: Source, line: string): LogLine {
  return { location, name, attempt: attempt.attempt, line };
}

async function printDocument(run: string, lines: AsyncIterable<LogLine>): Promise<void> {
  const all: Json[] = [];
  for await (const line of lines) all.push({ ...line });
  printJson({ run, lines: all });
}

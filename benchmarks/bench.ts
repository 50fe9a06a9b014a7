// What this project costs, each figure beside a yardstick that takes turns with it.
//
//   pnpm bench [--json] [--quick] [--only P3] [--compare FILE] [--directory DIR]
//
// Each measure has a process of its own, so that none meets the garbage and the compiled code of another.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { isAskedFor, readOptions, UsageError, type Options } from "./frame/options.ts";
import { resultSchema, type Result } from "./frame/result.ts";
import { toMissing } from "./frame/take.ts";
import { heading, toLine } from "./frame/table.ts";
import { measures } from "./measures.ts";

/** Runs one measure; `heard` is told each result as it comes. */
async function run(id: string, options: Options, heard: (result: Result) => void): Promise<void> {
  const { only, quick, directory } = options;
  const task = { id, only, quick, directory };
  const child = fork(join(import.meta.dirname, "measure-one.ts"), [JSON.stringify(task)], {
    execArgv: ["--conditions=@tierkreis/source", "--expose-gc", "--max-old-space-size=8192"],
    // Nothing that a measure prints gets into the document.
    stdio: ["ignore", process.stderr, "inherit", "ipc"],
  });
  child.on("message", (message) => heard(resultSchema.parse(message)));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (code === 0) return;
  process.exitCode = 1;
  const missing = `it ended with ${signal ?? `status ${code ?? "unknown"}`}`;
  heard(toMissing({ id, what: `all of ${id} that is not here`, missing }));
}

async function main(): Promise<void> {
  const options = readOptions(
    process.argv.slice(2),
    measures.map(({ id }) => id),
  );
  const { json, only, earlier } = options;
  const results: Result[] = [];
  if (!json) console.log(heading());
  for (const { id, what } of measures) {
    if (!isAskedFor(id, only)) continue;
    if (!json) console.log(`\n${id}  ${what}`);
    await run(id, options, (result) => {
      results.push(result);
      if (!json) console.log(toLine(result, earlier.get(result.id)));
    });
  }
  if (results.length === 0) throw new UsageError(`No figure's id begins with "${only ?? ""}".`);
  if (json) console.log(JSON.stringify(results, undefined, 1));
  else console.log(`\n${heading()}`);
}

try {
  await main();
} catch (error) {
  const usage = error instanceof UsageError;
  console.error(usage ? error.message : error);
  process.exitCode = usage ? 2 : 1;
}

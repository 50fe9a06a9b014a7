import type { RunCommandOptions } from "../commands/run-command.ts";

/** The command that goes on with a run, ready to be pasted into a shell. */
export function resumeCommand(options: RunCommandOptions, run: string): string {
  const { graph, fromFile, inputs = [], registry = [], storage, concurrency, retries } = options;
  const words = [
    ...option("-g", graph),
    ...option("-f", fromFile),
    ...inputs.flatMap((input) => ["-i", input]),
    ...registry.flatMap((folder) => ["--registry", folder]),
    ...option("--storage", storage),
    ...option("--concurrency", concurrency),
    ...option("--retries", retries),
    ...option("--timeout", options.timeout === undefined ? undefined : `${String(options.timeout)}ms`),
    ...(options.printOutput === true ? ["-o"] : []),
    ...option("--run-id", run),
  ];
  return ["tkr", "run", ...words.map(quote)].join(" ");
}

function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [flag, String(value)];
}

/** One word of a shell line, quoted where it must be. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

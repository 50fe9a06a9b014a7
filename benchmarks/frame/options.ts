import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { resultsSchema, type Result } from "./result.ts";

export interface Options {
  readonly json: boolean;
  readonly quick: boolean;
  /** Figures whose id begins so. */
  readonly only: string | undefined;
  /** Earlier results by id. */
  readonly earlier: ReadonlyMap<string, Result>;
  /** Where files are made. */
  readonly directory: string;
}

/** What is wrong with the command line, in words for who wrote it. */
export class UsageError extends Error {}

/** Throws a `UsageError`. */
export function readOptions(args: readonly string[], ids: readonly string[]): Options {
  const { json, quick, only, compare, directory } = parse(args);
  if (!ids.some((id) => isAskedFor(id, only)))
    throw new UsageError(
      `Expected --only with a measure, such as P1 or "P1 chain", got "${only ?? ""}". There are ${ids.join(", ")}.`,
    );
  return { json, quick, only, directory, earlier: compare === undefined ? new Map() : readEarlier(compare) };
}

/** Whether a measure can have figures that begin with `only`. */
export function isAskedFor(id: string, only: string | undefined): boolean {
  return only === undefined || id.startsWith(only) || only.startsWith(id);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        only: { type: "string" },
        compare: { type: "string" },
        directory: { type: "string", default: tmpdir() },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readEarlier(file: string): ReadonlyMap<string, Result> {
  try {
    const results = resultsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return new Map(results.map((result) => [result.id, result]));
  } catch (cause) {
    throw new UsageError(`${file} is no document that \`pnpm bench --json\` wrote.`, { cause });
  }
}

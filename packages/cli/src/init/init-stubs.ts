import { statSync } from "node:fs";
import { TierkreisError } from "@tierkreis/core";
import {
  formatStubDiagnostic,
  workerStubs,
  type StubsState,
  type WorkerStubs,
} from "@tierkreis/typespec-codegen";
import type { StubsCommandOptions } from "../commands/init-command.ts";
import { defaultFolder } from "../default-folder.ts";
import { usageError } from "../usage-error.ts";

const stale: Readonly<Record<StubsState, string>> = {
  fresh: "up to date",
  stale: "STALE: the schema has changed since",
  missing: "MISSING",
  edited: "EDITED: it is not what was generated",
};

/** `tkr init stubs`: a line a worker, and the exit status. One worker's error does not stop the others. */
export async function initStubs(options: StubsCommandOptions): Promise<number> {
  const { workers = defaultFolder("workers"), check = false, force = false } = options;
  if (statSync(workers, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw usageError(`There is no folder ${workers} with workers. Name it with --workers.`, {
      file: workers,
    });
  }
  const all = await workerStubs(workers, { check, force });
  const width = Math.max(0, ...all.map(({ worker }) => worker.length));
  for (const one of all) {
    for (const diagnostic of one.diagnostics) console.error(formatStubDiagnostic(diagnostic));
    if (one.error !== undefined) console.error(`error[${one.error.code}]: ${one.error.message}`);
    console.log(`${one.worker.padEnd(width)}  ${said(one)}`);
  }
  if (all.length === 0) console.log(`There are no workers in ${workers}.`);
  const isStale = ({ state }: WorkerStubs): boolean => check && state !== undefined && state !== "fresh";
  if (all.some(isStale)) console.error(`Run \`tkr init stubs --workers ${workers}\` to write them anew.`);
  return all.some((one) => one.error !== undefined || isStale(one)) ? 1 : 0;
}

function said({ error, schema, state, written, out }: WorkerStubs): string {
  if (TierkreisError.isInstance(error)) return "failed, see above";
  if (schema === undefined) return "has no schema.tsp";
  return written ? `wrote ${out}` : `${out}: ${stale[state ?? "fresh"]}`;
}
